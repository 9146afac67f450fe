import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A key and its certificate, in PEM. */
interface Identity {
  key: string
  cert: string
}

/** A certificate authority of a test. */
export interface Authority {
  /** The path of its certificate, for NODE_EXTRA_CA_CERTS. */
  file: string
  /** Its own certificate, which is self-signed. */
  own: Identity
  /** `name`: a subject alternative name, such as `IP:127.0.0.1`. */
  issue: (name: string, more?: { isExpired: boolean }) => Identity
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Made with openssl, as Node can't write certificates. */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-ca-'))
  const at = (name: string) => join(folder, name)
  const read = (name: string) => readFileSync(at(name), 'utf8')
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const own = ['-keyout', 'ca.key', '-out', 'ca.pem']
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=Authority of a test', ...own)
  const issue: Authority['issue'] = (name, { isExpired } = { isExpired: false }) => {
    writeFileSync(at('index.txt'), '')
    writeFileSync(at('ca.conf'), settings(name))
    openssl('req', ...newKey, '-subj', '/CN=leaf', '-keyout', 'leaf.key', '-out', 'leaf.csr')
    const term = isExpired
      ? ['-startdate', '20200101000000Z', '-enddate', '20200102000000Z']
      : ['-days', '1']
    const files = ['-in', 'leaf.csr', '-out', 'leaf.pem', '-notext']
    openssl('ca', '-batch', '-config', 'ca.conf', ...term, ...files)
    return { key: read('leaf.key'), cert: read('leaf.pem') }
  }
  return { file: at('ca.pem'), own: { key: read('ca.key'), cert: read('ca.pem') }, issue }
}

const settings = (name: string) => `[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
subjectAltName = ${name}
`
