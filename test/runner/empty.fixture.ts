// Has no test. Only test/runner/rules.test.ts runs it.
export const tests = 0
