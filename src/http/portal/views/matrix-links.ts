/** Links that lead from this page into somebody's app. */

const appHost = 'https://mobile.element.io/element/'

/** Opens Element X with server and address filled in. The slash after `element` is needed. */
export const elementX = (serverName: string, address: string): string =>
  `${appHost}?account_provider=${encodeURIComponent(serverName)}&login_hint=${encodeURIComponent(`mxid:${address}`)}`

export const stores = {
  playStore: 'https://play.google.com/store/apps/details?id=io.element.android.x',
  appStore: 'https://apps.apple.com/app/id1631335820',
  computer: 'https://element.io/download',
  all: 'https://matrix.org/ecosystem/clients/',
}

/** The page that lets people choose an app for a room (matrix.to). */
export const matrixTo = (room: string): string => `https://matrix.to/#/${encodeURIComponent(room)}`

/** A room as a `matrix:` URI (Matrix specification, appendix "URIs"). */
export const matrixUri = (room: string): string => {
  const kind = room.startsWith('!') ? 'roomid' : 'r'
  const rest = encodeURIComponent(room.slice(1)).replaceAll('%3A', ':')
  return `matrix:${kind}/${rest}?action=join`
}

/** Whether this is written like an address, `@name:server`. */
export const isAddress = (text: string): boolean => /^@[^\s:@]+:[^\s:@/]+(:\d{1,5})?$/.test(text)
