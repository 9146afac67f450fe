import type { Bot, NewRoom } from '../../ports/bot.ts'
import type { Answered } from '../client/client.ts'
import type { AskAsBot } from './session.ts'

/* What the bot does with rooms (specification, client-server API). */

const base = '/_matrix/client/v3'

export function roomPath(room: string): string {
  return `${base}/rooms/${encodeURIComponent(room)}`
}

const nothing = () => null
const roomIdOf = ({ json }: Answered) => textOf(json['room_id'])
const jsonOf = ({ json }: Answered) => json

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

type Rooms = Pick<
  Bot,
  'join' | 'leave' | 'invite' | 'kick' | 'createRoom' | 'resolve' | 'deleteAlias'
>

export function roomsOf(ask: AskAsBot): Rooms {
  return {
    join: (room, via = []) => {
      const servers = via.map((server) => `via=${encodeURIComponent(server)}`).join('&')
      const path = `${base}/join/${encodeURIComponent(room)}${servers && `?${servers}`}`
      return ask({ name: 'bot join', method: 'POST', path, body: {} }, roomIdOf)
    },
    leave: (room) => {
      const path = `${roomPath(room)}/leave`
      return ask({ name: 'bot leave', method: 'POST', path, body: {} }, nothing)
    },
    invite: (room, userId, reason) => {
      const body = { user_id: userId, ...(reason !== undefined && { reason }) }
      return ask(
        { name: 'bot invite', method: 'POST', path: `${roomPath(room)}/invite`, body },
        nothing,
      )
    },
    kick: (room, userId, reason) => {
      const body = { user_id: userId, ...(reason !== undefined && { reason }) }
      return ask(
        { name: 'bot kick', method: 'POST', path: `${roomPath(room)}/kick`, body },
        nothing,
      )
    },
    createRoom: (room) =>
      ask(
        { name: 'bot room', method: 'POST', path: `${base}/createRoom`, body: creationOf(room) },
        roomIdOf,
      ),
    resolve: async (room) => {
      if (room.startsWith('!')) return { kind: 'done', value: room }
      const path = aliasPath(room)
      return ask({ name: 'bot room address', method: 'GET', path }, roomIdOf)
    },
    deleteAlias: (alias) =>
      ask({ name: 'bot room address', method: 'DELETE', path: aliasPath(alias) }, nothing),
  }
}

function aliasPath(alias: string): string {
  return `${base}/directory/room/${encodeURIComponent(alias)}`
}

function creationOf(room: NewRoom): Record<string, unknown> {
  const { preset, isDirect, name, topic, invite, aliasName, initialState } = room
  const body = { preset, is_direct: isDirect, name, topic, invite, room_alias_name: aliasName }
  return { ...body, initial_state: initialState }
}

type State = Pick<Bot, 'state' | 'stateEvent' | 'members'>

export function stateOf(ask: AskAsBot): State {
  return {
    state: (room, type, key = '') =>
      ask({ name: 'bot state', method: 'GET', path: statePath(room, type, key) }, jsonOf),
    stateEvent: (room, type, key = '') => {
      const path = `${statePath(room, type, key)}?format=event`
      return ask({ name: 'bot state', method: 'GET', path }, jsonOf)
    },
    members: (room) => {
      const path = `${roomPath(room)}/joined_members`
      return ask({ name: 'bot members', method: 'GET', path }, joinedOf)
    },
  }
}

function statePath(room: string, type: string, key: string): string {
  return `${roomPath(room)}/state/${encodeURIComponent(type)}/${encodeURIComponent(key)}`
}

function joinedOf({ json }: Answered): string[] {
  return Object.keys(Object(json['joined']))
}
