import type { FormatName } from '../cli/formats.ts'
import { ownSurface, type Surface } from '../http/kit/surface.ts'

/** The URLs that go with a format of the configuration. */
export async function surfaceOf(format: FormatName): Promise<Surface> {
  switch (format) {
    case 'native':
    // Its one listener is a program of its own: matrix-registration/serve.ts.
    case 'matrix-registration':
      return ownSurface
    case 'portero':
      return (await import('./portero/surface.ts')).surface
  }
}
