/** Links that lead from this page into somebody's app. */

const appHost = 'https://mobile.element.io/element/'

/** Opens Element X with server and address, if known, filled in. The slash after `element` is needed. */
export const elementX = (serverName: string, address: string | null): string => {
  const hint = address === null ? '' : `&login_hint=${encodeURIComponent(`mxid:${address}`)}`
  return `${appHost}?account_provider=${encodeURIComponent(serverName)}${hint}`
}

export const stores = {
  playStore: 'https://play.google.com/store/apps/details?id=io.element.android.x',
  fDroid: 'https://f-droid.org/packages/io.element.android.x/',
  appStore: 'https://apps.apple.com/app/id1631335820',
  computer: 'https://element.io/download',
  all: 'https://matrix.org/ecosystem/clients/',
}

/** Servers that can let somebody in: a room id, unlike an alias, leads to none by itself. */
const viaOf = (room: string, serverName: string): string => {
  if (!room.startsWith('!')) return ''
  const maker = /:(?<server>.+)$/.exec(room)?.groups?.['server']
  const servers = [...new Set([serverName, maker])].filter((server) => server)
  return servers.map((server) => `via=${encodeURIComponent(server ?? '')}`).join('&')
}

/** The page that lets people choose an app for a room (matrix.to). */
export const matrixTo = (room: string, serverName: string): string => {
  const via = viaOf(room, serverName)
  return `https://matrix.to/#/${encodeURIComponent(room)}${via && `?${via}`}`
}

/** A room as a `matrix:` URI (Matrix specification, appendix "URIs"). */
export const matrixUri = (room: string, serverName: string): string => {
  const kind = room.startsWith('!') ? 'roomid' : 'r'
  const rest = encodeURIComponent(room.slice(1)).replaceAll('%3A', ':')
  const via = viaOf(room, serverName)
  return `matrix:${kind}/${rest}?action=join${via && `&${via}`}`
}

/** Whether this is written like an address, `@name:server`. */
export const isAddress = (text: string): boolean => /^@[^\s:@]+:[^\s:@/]+(:\d{1,5})?$/.test(text)
