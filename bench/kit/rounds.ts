/**
 * Measures the subjects in turn, round after round, so that other load on the machine affects all of
 * them equally. The first round is a warm-up.
 */
export async function alternate<Name extends string, Result>(
  rounds: number,
  subjects: Record<Name, () => Promise<Result>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(subjects) as Name[]
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<
    Name,
    Result[]
  >
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const result = await subjects[name]()
      if (round > 0) results[name].push(result)
    }
  }
  return results
}
