import { byName, openStandIns } from '../homeservers/mas-stand-in.ts'

/** Settings for a portal in front of the recorded MAS, which has no accounts. */
export async function openMasStage() {
  const { mas, given, close } = await openStandIns('mas-token')
  mas.answer('reg token named')
  mas.answerElse(new RegExp(`^${byName.replace('alice', '.*')}$`), 'by-username 404')
  const { kind, url, serverName } = given.homeserver
  const { clientId, clientSecret } = given.mas
  const credentials = { client_id: clientId, client_secret: clientSecret }
  return {
    settings: {
      homeserver: { kind, url, server_name: serverName },
      mas: { url: mas.url, ...credentials },
    },
    [Symbol.asyncDispose]: close,
  }
}
