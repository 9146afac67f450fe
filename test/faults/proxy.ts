import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { type Answer, answerOf } from './answers.ts'
import type { Backend } from './backend.ts'
import { type Incoming, readIncoming, textAt } from './homeserver-requests.ts'
import { type Plan, newPlan } from './plan.ts'
import type { Fault } from './points.ts'

/** Longer than a request takes, shorter than the portal's timeout. */
const delay = 120

/** Long enough for a person to come back in the meantime. */
const lateness = 400

/** Longer than the portals' timeout (world.ts, `shortTimeoutMs`). */
const slowness = 950

export interface FaultProxy {
  /** The next faults, and those so far. */
  plan: Plan
  /** The homeserver URL of the portal with this number. */
  urlFor: (replica: number) => string
  /** Called with the portal to kill. */
  onKill: (kill: (replica: number) => void) => void
  /**
   * Lets time pass, like `moveClocks`: a registration in flight arrives that much later, with an equally
   * old nonce or session.
   */
  pass: (ms: number, moveClocks: () => Promise<void>) => Promise<void>
  /** Resolves when no request to the homeserver is in flight. */
  idle: () => Promise<void>
  close: () => Promise<void>
}

/** Shared state of the proxy's parts. */
interface Between {
  backend: Backend
  upstream: Pool
  plan: Plan
  /** The time when each nonce or session was issued. */
  prepared: Map<string, number>
  passed: number
  serving: Set<Promise<void>>
  registering: Set<Promise<Answer>>
  /** Registrations are forwarded after this resolves. */
  gate: Promise<void>
  kill: (replica: number) => void
}

/** A proxy between portals and a homeserver that applies the planned fault to each request. */
export async function startProxy(backend: Backend): Promise<FaultProxy> {
  const between: Between = {
    backend,
    upstream: new Pool(backend.url, { connections: 32 }),
    plan: newPlan(),
    prepared: new Map(),
    passed: 0,
    serving: new Set(),
    registering: new Set(),
    gate: Promise.resolve(),
    kill: () => {},
  }
  const server = createServer((request, response) => {
    const serving = readIncoming(request, backend.lastStage ?? 'm.login.dummy')
      .then((incoming) => serve(between, incoming, response))
      .catch(() => void response.destroy())
      .finally(() => between.serving.delete(serving))
    between.serving.add(serving)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    plan: between.plan,
    urlFor: (replica) => `http://127.0.0.1:${port}/${replica}`,
    onKill: (kill) => void (between.kill = kill),
    pass: (ms, moveClocks) => pass(between, ms, moveClocks),
    idle: async () => void (await Promise.all(between.serving)),
    close: () => close(server, between),
  }
}

async function pass(between: Between, ms: number, moveClocks: () => Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  between.gate = promise
  await Promise.allSettled(between.registering)
  await moveClocks()
  between.passed += ms
  resolve()
}

async function close(server: Server, { upstream }: Between): Promise<void> {
  server.closeAllConnections()
  server.close()
  await upstream.destroy()
}

async function serve(between: Between, incoming: Incoming, response: ServerResponse) {
  const { kind, name } = incoming
  const fault = kind === 'other' ? null : between.plan.next(kind, name)
  if (fault === null) return give(response, await forward(between, incoming))
  await misbehave(between, { incoming, response, fault })
}

interface Misbehaviour {
  incoming: Incoming
  response: ServerResponse
  fault: Fault
}

async function misbehave(between: Between, { incoming, response, fault }: Misbehaviour) {
  const { replica, name } = incoming
  if (fault === 'killed before') between.kill(replica)
  if (fault === 'hangs' || fault === 'killed before') return
  if (fault === 'cut before' || fault === 'late') response.destroy()
  if (fault === 'cut before') return
  if (fault === 'late') return arriveLate(between, incoming)
  const replaced = between.backend.answers?.[fault] ?? answerOf(fault)
  if (replaced && !fault.endsWith(' after')) return give(response, replaced)
  if (fault === 'delayed') await pause(delay)
  if (fault === 'slow') await pause(slowness)
  if (fault === 'twice') await forward(between, incoming)
  const answer = await forward(between, incoming)
  if (fault === 'snatched') await between.backend.makeStranger(String(name), 'not their secret')
  if (fault === 'renamed') await between.backend.rename?.(String(name))
  if (fault === 'hangs after') return
  if (fault === 'cut after' || fault === 'renamed') return response.destroy()
  if (fault === 'killed after') return between.kill(replica)
  if (fault === 'killed once answered') response.once('finish', () => between.kill(replica))
  if (fault === 'cut inside') return giveHalf(response, answer)
  give(response, replaced ?? answer)
}

/** Tracks a request whose response has no receiver, so that `idle` can wait for it. */
function arriveLate(between: Between, incoming: Incoming): void {
  const arrive = async () => {
    await pause(lateness)
    await forward(between, incoming).catch(() => undefined)
    between.serving.delete(arriving)
  }
  const arriving = arrive()
  between.serving.add(arriving)
}

function give(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

function giveHalf(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.write(body.slice(0, body.length / 2), () => response.destroy())
}

const isGated = new Set<Incoming['kind']>(['register', 'password', 'mint'])

async function forward(between: Between, incoming: Incoming): Promise<Answer> {
  if (!isGated.has(incoming.kind)) return send(between, incoming)
  await between.gate
  const registering = send(between, withOldSpoilt(between, incoming))
  between.registering.add(registering)
  return registering.finally(() => between.registering.delete(registering))
}

/** Invalidates a nonce or a session, so that the homeserver itself refuses it. */
function withOldSpoilt({ backend, prepared, passed }: Between, incoming: Incoming): Incoming {
  const { preparedTtlMs: ttl } = backend
  if (ttl === undefined) return incoming
  const nonce = textAt(incoming.body, 'nonce') ?? textAt(incoming.body, 'session') ?? ''
  const from = prepared.get(nonce)
  if (from !== undefined && passed - from < ttl) return incoming
  return { ...incoming, body: incoming.body.replace(nonce, 'expired') }
}

async function send(between: Between, { kind, name, ...request }: Incoming): Promise<Answer> {
  const { method, path, headers, body } = request
  const answer = await between.upstream.request({
    method,
    path,
    headers,
    body: method === 'GET' ? null : body,
  })
  const text = await answer.body.text()
  if (kind === 'nonce') {
    const nonce = textAt(text, 'nonce') ?? textAt(text, 'session') ?? ''
    between.prepared.set(nonce, between.passed)
  }
  if (kind === 'login' || kind === 'register') {
    between.plan.aliasOf(textAt(text, 'access_token'), name)
  }
  if (kind === 'register' || kind === 'profile') between.plan.aliasOf(textAt(text, 'id'), name)
  return { status: answer.statusCode, headers: passedOn(answer.headers), body: text }
}

/** Rewrites MAS's Date header, whose clock decides the order of events. */
function passedOn(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const { 'content-type': type = 'application/json', date } = headers
  return { 'content-type': String(type), ...(date !== undefined && { date: String(date) }) }
}
