let known: Promise<Set<string>> | undefined

/** The list is 40,000 words long and only the account form needs it: read at the first question. */
async function load(): Promise<Set<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
}

/** Whether a lower-cased password is among those that everybody who guesses tries first. */
export async function isCommonPassword(lower: string): Promise<boolean> {
  known ??= load()
  return (await known).has(lower)
}
