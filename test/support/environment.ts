/** The environment of a started command: variables that locate programs, and a separate home. */
export function commandEnvironment(home: string): NodeJS.ProcessEnv {
  const { PATH, TMPDIR, NODE_COMPILE_CACHE, NODE_V8_COVERAGE } = process.env
  return {
    PATH,
    HOME: home,
    ...(TMPDIR && { TMPDIR }),
    ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }),
    ...(NODE_V8_COVERAGE && { NODE_V8_COVERAGE }),
  }
}
