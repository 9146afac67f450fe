// A process that opens the databases that its parent names, for first-opening.test.ts.
import { openDatabase } from '../../src/store/database.ts'

process.on('message', (url: string) => {
  void open(url).then((answer) => process.send?.(answer))
})
process.send?.('there')

async function open(url: string): Promise<string> {
  try {
    const db = await openDatabase(url, Date.now(), () => {})
    await db.destroy()
    return 'opened'
  } catch (error) {
    return String(error)
  }
}
