import { installPackages } from '../../tools/python-packages.ts'

/** What others wrote for Synapse's registration tokens, in the versions that are tried here. */
const PACKAGES = ['synadm==0.49.2', 'aiohttp==3.14.0']
/** Alone, as the rest of the bot needs libraries that have to be compiled. */
const BARE = ['--no-deps', 'matrix-registration-bot==1.2.2']

/** A Python that has the clients; or why there is none. */
export function installClients(): Promise<{ bin: string } | { missing: string }> {
  return installPackages('token-clients-1', [PACKAGES, BARE])
}
