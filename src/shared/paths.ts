/** Where everything on the public listener is. Links are made here and nowhere else. */
export interface Paths {
  home: string
  /** Takes a typed code as `?code=` and leads to the invitation. */
  enter: string
  invitation: (code: string) => string
  account: (code: string) => string
  /** Where somebody waits whose account takes a while. */
  ticket: (code: string) => string
  /** Where the next person at the same device begins. */
  next: (code: string) => string
  matrix: (code: string) => string
  /** The invitation's link as a QR code, an SVG image. */
  qr: (code: string) => string
  /** Advisory name check, `?name=`, answers JSON. */
  nameCheck: (code: string) => string
  welcome: string
  /** Shows the doctor that it is this portal that answers. */
  reach: (nonce: string) => string
  asset: (name: string) => string
}

/**
 * Paths below `prefix` (no slash at its end; '' for none). `fileName` turns the plain name of an
 * asset into the one it is served under.
 */
export const makePaths = (
  prefix: string,
  fileName: (name: string) => string = (name) => name,
): Paths => {
  const invitation = (code: string) => `${prefix}/i/${encodeURIComponent(code)}`
  return {
    home: `${prefix}/`,
    enter: `${prefix}/i`,
    invitation,
    account: (code) => `${invitation(code)}/account`,
    ticket: (code) => `${invitation(code)}/ticket`,
    next: (code) => `${invitation(code)}/next`,
    matrix: (code) => `${invitation(code)}/matrix`,
    qr: (code) => `${invitation(code)}/qr.svg`,
    nameCheck: (code) => `${invitation(code)}/name`,
    welcome: `${prefix}/welcome`,
    reach: (nonce) => `${prefix}/reach?nonce=${nonce}`,
    asset: (name) => `${prefix}/static/${fileName(name)}`,
  }
}
