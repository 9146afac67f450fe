import { freePort } from '../../tools/server.ts'
import { openPortal, type TestPortal } from '../support/portal.ts'
import type { Overrides } from '../support/config.ts'

/** A portal whose public address really leads to it: the homeserver's pages lead back to it. */
export async function openReachable(settings: Overrides): Promise<TestPortal> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const listen = { host: '127.0.0.1', port }
  return openPortal({ settings: { ...settings, public: { url, listen } } })
}
