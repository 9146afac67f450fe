import type { SendFault } from '../../ports/webhooks.ts'

const sentences: Readonly<Record<SendFault, string>> = {
  not_found: 'Its host name has no address',
  address_private: 'Its address is in a private range: allow_private would allow it',
  unreachable: 'No connection, or it broke',
  certificate: 'Its certificate is not valid',
  certificate_name: 'Its certificate is for another host name',
  certificate_expired: 'Its certificate has expired',
  certificate_authority:
    'Its certificate is self-signed, or of an authority that is not trusted: set NODE_EXTRA_CA_CERTS for one of your own',
  timeout: 'No response within 5 seconds',
  redirect: 'It redirects, which is not followed: configure the final address',
  gone: 'It wants no more events',
  refused: 'It did not accept the event',
}

/** Why a delivery failed, for operators: nothing that the receiver wrote. */
export function describeFault({
  fault,
  status,
}: {
  fault: SendFault
  status: number | null
}): string {
  return status === null ? sentences[fault] : `${sentences[fault]} (HTTP ${status})`
}
