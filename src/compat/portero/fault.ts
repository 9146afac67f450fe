/** An error with portero's own exception name, since scripts look for these lines. */
export interface Fault {
  /** The Java class of the exception. */
  type: string
  message: string
  cause?: Fault
}

export type Parsed<T> = { value: T } | { fault: Fault }

export function failed(type: string, message: string, cause?: Fault): { fault: Fault } {
  return { fault: { type, message, ...(cause && { cause }) } }
}

/**
 * The lines that tell of several faults found in one go: the first, then the others, each followed
 * by what caused it; the cause of the first comes last.
 */
export function tellFaults([first, ...others]: readonly Fault[]): string[] {
  if (!first) return []
  const told = (fault: Fault | undefined): Fault[] => (fault ? [fault, ...told(fault.cause)] : [])
  const after = [...others.flatMap(told), ...told(first.cause)]
  return [describe(first), ...after.map((fault) => `Caused by: ${describe(fault)}`)]
}

function describe({ type, message }: Fault): string {
  return `${type}: ${message}`
}
