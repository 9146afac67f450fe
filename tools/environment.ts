import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Variables that locate programs and packages, or control how tests run. None configures Latchkey. */
const KEPT = [
  /^(PATH|TERM|LANG|LC_\w+|TZ|CI|CHROMIUM|TMPDIR|HOME|XDG_CACHE_HOME)$/,
  /^(TEST|FUZZ)_\w+$/,
  /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE)$/,
  /^((https?|all|no)_proxy|npm_config_\w+|PIP_\w+|GO[A-Z]+)$/i,
]

/**
 * Removes an operator's settings from an environment: LATCHKEY_*, PG*, DATABASE_URL and every variable
 * that isn't known to be harmless. Caches and settings of package managers keep their paths, even if
 * HOME changes.
 */
export function scrub(env: NodeJS.ProcessEnv): void {
  const home = homedir()
  for (const name of Object.keys(env)) {
    if (!KEPT.some((kept) => kept.test(name))) delete env[name]
  }
  env.XDG_CACHE_HOME ||= join(home, '.cache')
  env.GOPATH ||= join(home, 'go')
  env.GOENV ||= join(home, '.config', 'go', 'env')
  const pip = [join(home, '.config', 'pip', 'pip.conf'), join(home, '.pip', 'pip.conf')]
  const found = pip.find((path) => existsSync(path))
  if (found !== undefined) env.PIP_CONFIG_FILE ||= found
}
