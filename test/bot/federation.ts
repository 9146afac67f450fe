import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from '../../tools/server.ts'
import { ownSynapse } from '../homeservers/synapses.ts'

/** A Synapse of its own that federates with others on this machine: all of them, or the named ones. */
export async function federatingSynapse(servers?: readonly string[]) {
  const federationPort = await freePort()
  const settings = (folder: string) => ({
    ...federating(folder),
    federation_domain_whitelist: servers,
  })
  return ownSynapse(settings, undefined, { federationPort })
}

function federating(folder: string): Record<string, unknown> {
  const [certificate, key] = [join(folder, 'localhost.pem'), join(folder, 'localhost.key')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const files = ['-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', ...made, ...subject, ...files], { stdio: 'pipe' })
  return {
    tls_certificate_path: certificate,
    tls_private_key_path: key,
    federation_verify_certificates: false,
    ip_range_blacklist: [],
    federation_ip_range_blacklist: [],
    suppress_key_server_warning: true,
  }
}
