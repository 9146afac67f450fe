import type { Mistake } from '../option.ts'
import { ofHost, PORT, unbracketed } from './hosts.ts'
import { firstOf, partly, whole } from './mistake.ts'

/** Why a text is no address to listen on. `usual`: the port if none is given. */
export function ofListener(usual: number) {
  return (text: string): Mistake =>
    firstOf(text, ofSocket, ofSurplus, (listener) => ofPort(listener, usual)) ?? ofHost(text)
}

function ofSocket(text: string): Mistake | null {
  if (text === 'unix:') return whole('has no path after unix:')
  if (/^[./~]|\.sock$/.test(text) && !text.startsWith('unix:')) {
    return whole('has no unix: in front', `unix:${text}`)
  }
  return null
}

function ofSurplus(text: string): Mistake | null {
  const [scheme] = /^(?:[a-z][a-z\d+.-]*:\/+|tcp[46]?:)/i.exec(text) ?? []
  if (scheme !== undefined) return partly(scheme, 'is a scheme', text.slice(scheme.length))
  const [path] = text.startsWith('unix:') ? [] : (/\/.*$/.exec(text) ?? [])
  if (path !== undefined) return partly(path, 'is a path', text.slice(0, -path.length))
  const [first = '', ...others] = text.split(/\s*,\s*/)
  if (others.some((one) => /[.:]/.test(one))) return whole('names more than one address', first)
  const [, host, port] = /^(\S+)\s+(?:port\s+)?(\d+)$/i.exec(text) ?? []
  if (port !== undefined) return whole('has a space where a colon belongs', `${host}:${port}`)
  const [all] = /^\*(?=:|$)/.exec(text) ?? []
  if (all !== undefined) return partly(all, 'is no address', `0.0.0.0${text.slice(1)}`)
  const [, four] = /^\[([\d.]+)\]/.exec(text) ?? []
  if (four === undefined) return null
  return partly(`[${four}]`, 'is in brackets, which only IPv6 needs', text.replace(/[[\]]/g, ''))
}

function ofPort(text: string, usual: number): Mistake | null {
  const [, alone] = /^:?(\d{1,5})$/.exec(text) ?? []
  if (alone !== undefined) return whole('has no address in front of the port', `127.0.0.1:${alone}`)
  const six = unbracketed(text, true)
  if (six.length > 0) {
    return whole('is an IPv6 address without brackets', ...six, `${six.at(-1)}:${usual}`)
  }
  const [, host, port] = /^([^:[\]]+|\[[^\]]+\]):(.*)$/.exec(text) ?? []
  if (port !== undefined) {
    const isPort = /^\d+$/.test(port) && Number(port) <= 65535
    return isPort ? null : partly(`:${port}`, PORT, ...(port === '' ? [`${host}`] : []))
  }
  return /^(\[.*\]|[a-z\d._-]+)$/i.test(text) ? whole('has no port', `${text}:${usual}`) : null
}
