import { Problem } from '../../shared/errors.ts'
import { retryHeader, statusOf } from './errors.ts'
import { common } from './headers.ts'
import { Response } from './fetch/response.ts'

const BODY = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Something went wrong here</title>
<h1>Something went wrong here</h1>
<p>It isn’t your fault, and nothing was used up. Please try again in a minute.
If it happens again, tell the person who invited you.</p>
</html>
`

/**
 * The page for an error while rendering an error page: a constant, so that no catalogue, file or option
 * can break it.
 */
export function lastPage(): Response {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...retryHeader(new Problem('internal')),
    ...common,
  }
  return new Response(BODY, { status: statusOf('internal'), headers })
}
