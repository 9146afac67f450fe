/** What a release is checked by, before anything is built. */
interface Sources {
  /** package.json's and package-lock.json's version. */
  version: string
  locked: string
  changelog: string
  /** Whether a version without a date will do, to try the build. */
  unreleased: boolean
}

/**
 * The date of the changelog's newest version, which has to be the package's; null if it has none yet.
 * Throws an Error that says what to change.
 */
export function releaseDate({ version, locked, changelog, unreleased }: Sources): string | null {
  if (locked !== version) {
    throw new Error(`package-lock.json has ${locked}, package.json ${version}: run npm install.`)
  }
  const [, newest = 'none', date = ''] = /^## (\S+), (.+)$/m.exec(changelog) ?? []
  if (newest !== version) {
    throw new Error(`CHANGELOG.md begins with ${newest}, package.json has ${version}.`)
  }
  if (/^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date))) return date
  if (date === 'unreleased' && unreleased) return null
  throw new Error(
    `CHANGELOG.md says "${version}, ${date}": write the day of the release, such as 2030-01-31. To try the build: npm run release -- --unreleased`,
  )
}
