import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort } from '../../tools/server.ts'
import { needs, synapse } from '../support/parts.ts'
import { pathOf, readRepository } from './files.ts'
import { missingOverlay, onCopyOfRoot } from './overlay.ts'

/** The block of a section of README. */
function blockOf(heading: string): string {
  const [, after = ''] = readRepository('README.md').split(`## ${heading}\n`)
  return /```sh\n([^]*?)```/.exec(after)?.[1] ?? assert.fail(heading)
}

const skip = await missingOverlay()

test(
  '"Run it for real" works as pasted, from the checkout to an invitation',
  {
    ...needs('synapse'),
    ...(skip !== false && { skip }),
  },
  async () => {
    const { url, serverName, sharedSecret } = synapse()
    const [publicPort, privatePort] = [await freePort(), await freePort()]
    // What stands on the reader's machine already; variables win over the file that README writes.
    const script = `
export HOME=/root npm_config_update_notifier=false npm_config_audit=false npm_config_fund=false
export LATCHKEY_HOMESERVER_URL=${url} LATCHKEY_HOMESERVER_SERVER_NAME=${serverName}
export LATCHKEY_PUBLIC_LISTEN=127.0.0.1:${publicPort} LATCHKEY_PRIVATE_LISTEN=127.0.0.1:${privatePort}
export PATH=/usr/local/bin:$PATH
cp ${process.execPath} /usr/local/bin/node
printf '#!/bin/sh\\nexec "$@"\\n' > /usr/local/bin/sudo
chmod +x /usr/local/bin/sudo
mkdir -p /etc/matrix-synapse /root/latchkey
echo 'registration_shared_secret: "${sharedSecret}"' > /etc/matrix-synapse/homeserver.yaml
cd ${pathOf('')}
git -c safe.directory='*' ls-files -z | xargs -0 cp --parents -t /root/latchkey
cd /root/latchkey
trap 'kill $!' EXIT
set +e
section block
${blockOf('Run it for real')}
section after
latchkey invites list --links
ls -l /usr/local/lib/node_modules /usr/lib/node_modules 2>/dev/null
`
    const said = await onCopyOfRoot(pathOf('package.json'), script)
    const block = said.get('block') ?? ''
    assert.doesNotMatch(block, /not found|No such file/, block)
    assert.match(block, /The registration shared secret is right/, block)
    assert.match(block, /^https:\/\/example\.org\/join\/i\/[0-9a-z]{26}$/m)
    assert.match(block, /Up to 25 people can join with it/)
    const after = said.get('after') ?? ''
    assert.match(after, /active +0\/25 .*Choir/)
    // A link to the checkout would end with it.
    assert.doesNotMatch(after, /latchkey ->/)
  },
)
