import { wants } from '../../src/core/endpoints/endpoint.ts'
import { endpoints, type Happening } from './history.ts'
import type { Receiver } from './receiver.ts'

/** `id`: the event's subject. */
export type Happened = Happening & { id: string }

interface Seen extends Pick<Receiver, 'received' | 'forged'> {
  isOver: boolean
}

/** The problems of a history, one sentence each. An event may arrive twice: its response was lost. */
export function judge(all: readonly Happened[], { received, forged, isOver }: Seen): string[] {
  const problems = forged.map((cause) => `a signature is wrong: ${cause}`)
  if (!isOver) problems.push('some deliveries are neither done nor dead')
  for (const [at, { path, events }] of endpoints.entries()) {
    for (const { id, kind, isUndone, scripts } of all) {
      const own = received.filter((one) => one.path === path && subjectOf(one) === id)
      const accepted = own.filter(({ answer }) => answer === 204).length
      const isWanted = !isUndone && wants({ events }, kind)
      const what = `${path} ${kind} ${id} [${scripts[at]?.join() ?? ''}]`
      if (!isWanted && own.length > 0) problems.push(`${what}: sent, and nobody wants it`)
      if (isWanted && accepted === 0) problems.push(`${what}: never arrived`)
      if (new Set(own.map((one) => one.id)).size > 1) problems.push(`${what}: more than one id`)
    }
  }
  return problems
}

function subjectOf({ body }: Receiver['received'][number]): unknown {
  return (body.data['subject'] as { id?: unknown } | null)?.id
}
