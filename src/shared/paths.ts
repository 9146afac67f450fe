/** The paths of the public listener. All links are built here. */
export interface Paths {
  home: string
  /** Redirects from a typed code (`?code=`) to its invitation. */
  enter: string
  invitation: (code: string) => string
  account: (code: string) => string
  /** The form with this name in it. */
  accountAs: (code: string, name: string) => string
  /** The waiting page of an account that takes longer. */
  ticket: (code: string) => string
  /** Starts over for another person at the same device. */
  next: (code: string) => string
  matrix: (code: string) => string
  /** The invitation's link as a QR code, an SVG image. */
  qr: (code: string) => string
  /** Advisory name check of `?name=`; answers JSON. */
  nameCheck: (code: string) => string
  /** Leads to the page of the account that this browser made. */
  welcome: string
  /** The page of an account, for whoever has the link. */
  me: (secret: string) => string
  /** Told when a link of that page into an app is followed. */
  appOpened: (secret: string) => string
  /** Asks whether that page is to be forgotten, and forgets it. */
  forgetMe: (secret: string) => string
  /** Asks to join, without an invitation. */
  ask: string
  /** The page of one applicant. */
  asked: (secret: string) => string
  /** Proves to the doctor that this portal answers. */
  reach: (nonce: string) => string
  asset: (name: string) => string
}

/**
 * Paths below `prefix` (without a trailing slash; may be ''). `fileName` maps the name of an asset to
 * the name under which it is served.
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
    accountAs: (code, name) => `${invitation(code)}/account?name=${encodeURIComponent(name)}`,
    ticket: (code) => `${invitation(code)}/ticket`,
    next: (code) => `${invitation(code)}/next`,
    matrix: (code) => `${invitation(code)}/matrix`,
    qr: (code) => `${invitation(code)}/qr.svg`,
    nameCheck: (code) => `${invitation(code)}/name`,
    welcome: `${prefix}/welcome`,
    me: (secret) => `${prefix}/me/${secret}`,
    appOpened: (secret) => `${prefix}/me/${secret}/opened`,
    forgetMe: (secret) => `${prefix}/me/${secret}/forget`,
    ask: `${prefix}/ask`,
    asked: (secret) => `${prefix}/ask/${secret}`,
    reach: (nonce) => `${prefix}/reach?nonce=${nonce}`,
    asset: (name) => `${prefix}/static/${fileName(name)}`,
  }
}
