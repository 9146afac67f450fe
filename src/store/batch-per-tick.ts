/**
 * Batches all look-ups of one turn of the event loop into one query, so that a crowd shares it. `ask`
 * returns the values in the order of the keys.
 */
export function batchPerTick<Key, Value>(
  ask: (keys: Key[]) => Value[] | Promise<Value[]>,
): (key: Key) => Promise<Value | undefined> {
  let waiting: Waiting<Key, Value>[] = []
  const send = async () => {
    const asked = waiting
    waiting = []
    try {
      const answers = await ask(asked.map(({ key }) => key))
      for (const [at, { resolve }] of asked.entries()) resolve(answers[at])
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }
  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => void send())
      waiting.push({ key, resolve, reject })
    })
}

interface Waiting<Key, Value> {
  key: Key
  resolve: (value: Value | undefined) => void
  reject: (error: unknown) => void
}
