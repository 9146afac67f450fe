// The upper bound: constant bytes, sent as fast as node:http can. PORT PAGE
import { createServer } from 'node:http'
import { readCaptured } from './page.ts'

const [, , port, file] = process.argv
const { headers, body } = readCaptured(file)
const bytes = Buffer.from(body)

createServer((_, response) => {
  response.writeHead(200, { ...headers, 'content-length': bytes.length })
  response.end(bytes)
}).listen(Number(port), '127.0.0.1')
