/** A visitor's browser without a screen: keeps cookies, follows no redirect by itself. */
export interface Visitor {
  get: (path: string, headers?: Record<string, string>) => Promise<Reply>
  post: (
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Reply>
}

export interface Reply {
  status: number
  headers: Headers
  text: string
}

export function newVisitor(url: string): Visitor {
  const cookies = new Map<string, string>()
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const headers = new Headers(init.headers)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) headers.set('cookie', cookie)
    const response = await fetch(url + path, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return {
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields, headers = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields), headers }),
  }
}

/** Opens the invitation and its form as a person does, then presses the button. */
export async function join(
  visitor: Visitor,
  code: string,
  fields: Record<string, string>,
): Promise<Reply> {
  await visitor.get(`/i/${code}`)
  await visitor.get(`/i/${code}/account`)
  return visitor.post(`/i/${code}/account`, fields)
}
