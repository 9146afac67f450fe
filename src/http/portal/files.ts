import { Problem } from '../../shared/errors.ts'
import { assetHeaders, privateHeaders } from '../kit/headers.ts'
import type { Exchange } from '../kit/route.ts'
import type { Portal } from './portal.ts'
import { Response } from '../kit/fetch/response.ts'

export function showFile({ assets }: Pick<Portal, 'assets'>, exchange: Exchange): Response {
  const asset = assets.find(exchange.req.param('file') ?? '')
  if (!asset) throw new Problem('not_found')
  return new Response(asset.bytes, { headers: assetHeaders(asset.type) })
}

/** Invitations are for people. */
export function showRobots(): Response {
  const headers = privateHeaders('text/plain; charset=utf-8')
  return new Response('User-agent: *\nDisallow: /\n', { headers })
}
