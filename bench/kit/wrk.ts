import { writeFile } from 'node:fs/promises'
import { findProgram, run } from '../../tools/programs.ts'

/** The result of one wrk run. */
export interface Load {
  /** Responses per second. */
  rate: number
  /** 99th percentile of the latency, in ms. */
  p99: number
}

export function findWrk(): string {
  const wrk = findProgram(['wrk'])
  if (wrk === undefined)
    throw new Error('wrk is not installed (Debian and Ubuntu: apt install wrk).')
  return wrk
}

const headers = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-encoding': 'gzip, deflate, br',
  'accept-language': 'en-US,en;q=0.9,de;q=0.7',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
}

/** Writes a wrk script that requests these paths in turn with a browser's headers. */
export async function writeScript(file: string, paths: readonly string[]): Promise<string> {
  const fields = Object.entries(headers).map(([name, value]) => `["${name}"] = "${value}"`)
  await writeFile(
    file,
    `local requests, turn = {}, 0
init = function()
  for at, path in ipairs({ ${paths.map((path) => `"${path}"`).join(', ')} }) do
    requests[at] = wrk.format("GET", path, { ${fields.join(', ')} })
  end
end
request = function()
  turn = turn % #requests + 1
  return requests[turn]
end
`,
  )
  return file
}

/** Loads `url` over 32 connections for whole seconds. Throws if a response was not a page. */
export async function load(url: string, script: string, seconds: number): Promise<Load> {
  const args = ['-t1', '-c32', `-d${seconds}`, '--latency', '-s', script, url]
  const { ok, output } = await run(findWrk(), args)
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1])
  const [, time, unit = ''] = /99%\s+([\d.]+)(us|ms|s)/.exec(output) ?? []
  if (!ok || !rate || /Non-2xx|Socket errors/.test(output)) throw new Error(`wrk said:\n${output}`)
  return { rate, p99: Number(time) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN) }
}
