import type { Predecessors } from '../cli/formats.ts'
import { orMounted } from '../compat/matrix-registration/find-file.ts'
import { matrixRegistration } from '../compat/matrix-registration/format.ts'
import { portero } from '../compat/portero/format.ts'

/** The predecessors whose configuration files every command reads unchanged. */
export const predecessors: Predecessors = {
  formats: [portero, matrixRegistration],
  resolvePath: orMounted,
}
