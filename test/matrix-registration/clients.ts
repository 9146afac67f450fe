import { installPackages } from '../../tools/python-packages.ts'

/** Clients for Synapse's registration tokens, in the tested versions. */
const PACKAGES = ['synadm==0.49.2', 'aiohttp==3.14.0']
/** Only this module: the bot's other modules need libraries that have to be compiled. */
const BARE = ['--no-deps', 'matrix-registration-bot==1.2.2']

/** A Python with the clients, or why there is none. */
export function installClients(): Promise<{ bin: string } | { missing: string }> {
  return installPackages('token-clients-1', [PACKAGES, BARE])
}
