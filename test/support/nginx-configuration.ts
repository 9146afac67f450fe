import { join } from 'node:path'

/** An nginx configuration around `http` that any user can start, with all files in `folder`. */
export function nginxConfiguration(folder: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  )
  return `
daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
events { worker_connections 512; }
http {
access_log off;
${temporary.join('\n')}
${http}
}
`
}
