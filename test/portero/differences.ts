export type Kind = 'status' | 'contentType' | 'body' | 'stdout' | 'stderr'

/** A recording that is answered differently on purpose: how, and why. */
export interface Difference {
  what: readonly Kind[]
  why: string
}

const page = (...what: Kind[]): Difference => ({
  what: ['contentType', 'body', ...what],
  why: 'The pages are those of the journey: HTML, in the language of the visitor.',
})

const nothing: Kind[] = ['status', 'contentType', 'body']

const other = (why: string): Difference => ({ what: nothing, why })

const notMinted = (why: string): Difference => other(`Nothing is minted: ${why}`)

const early: Difference = {
  what: ['stderr'],
  why: 'What the server could not work with is refused with the rest of the file, not later.',
}

const six: Difference = {
  what: ['stderr'],
  why: 'portero could not ask at an IPv6 address; here it can, and nobody answers in this test.',
}

/** All differences from the recordings. A test fails for a missing or an outdated entry. */
export const differences: Readonly<Record<string, Difference>> = {
  'command-line: --version': {
    what: ['status', 'stdout', 'stderr'],
    why: 'portero knew no --version; ours is printed. The command `version` says what portero said.',
  },
  'configuration: invite --configuration-file port-neg.conf': early,
  'configuration: invite --configuration-file port-big.conf': early,
  'configuration: invite --configuration-file adminurl-rel.conf': early,
  'configuration: invite --configuration-file adminurl-ftp.conf': early,
  'configuration: invite --configuration-file publicurl-rel.conf': early,
  'configuration: invite --configuration-file addr-six.conf': six,
  'configuration: invite --configuration-file addr-sixb.conf': six,

  'pub-root': page(),
  'pub-unknown-path': page('status'),
  'pub-robots': {
    what: ['contentType', 'body'],
    why: 'There is a robots.txt: invitations are for people.',
  },
  'pub-delete': page('status'),
  'pub-style': { what: ['body'], why: 'The style sheet is that of the journey.' },
  'pub-static-unknown': page(),
  'pub-signup': page(),
  'pub-signup-any': page(),
  'pub-signup-form': page(),
  'pub-signup-head': { what: ['contentType'], why: 'The page is HTML.' },
  'pub-signup-blank': page(),
  'pub-signup-no-token': page(),
  'pub-signup-unknown': page('status'),

  'submit-get': page(),
  'submit-ok': page(),
  'submit-any': page(),
  'submit-put': page(),
  'submit-no-type': page(),
  'submit-no-email': {
    what: nothing,
    why: 'portero asked for an address that nobody ever used: an account is made without one.',
  },
  'submit-no-token': page(),
  'submit-no-user_name': page(),
  'submit-no-password': page(),
  'submit-no-password_confirm': page(),
  'submit-mismatch': page(),
  'submit-unknown-token': page(),
  'submit-taken': page(),
  'submit-bad-escape': page('status'),

  'priv-05-delete': notMinted('DELETE of another path.'),
  'priv-07-foreign-host-header': notMinted('another host name, and a page that sent the browser.'),
  'priv-head': {
    what: ['status', 'contentType'],
    why: 'Nothing is minted: HEAD only looks.',
  },
  'priv-options': notMinted('OPTIONS only asks.'),
  'priv-post': notMinted('a form of any web page can post.'),
  'priv-path': notMinted('browsers ask for /favicon.ico by themselves.'),
  'priv-origin': notMinted('a web page sent the browser.'),
  'priv-referer': notMinted('a web page sent the browser.'),
  'priv-sec-fetch': notMinted('a browser asks, not a script.'),
  'priv-foreign-host': notMinted(
    'a foreign name may be one that was pointed here (DNS rebinding).',
  ),
}
