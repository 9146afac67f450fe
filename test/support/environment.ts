/** The variables that a command is started with: how programs are found, and a home of its own. */
export function commandEnvironment(home: string): NodeJS.ProcessEnv {
  const { PATH, TMPDIR, NODE_V8_COVERAGE } = process.env
  return {
    PATH,
    HOME: home,
    ...(TMPDIR && { TMPDIR }),
    ...(NODE_V8_COVERAGE && { NODE_V8_COVERAGE }),
  }
}
