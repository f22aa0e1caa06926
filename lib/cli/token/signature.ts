import { createHash, createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import type { Finding } from '../finding.ts'
import type { Bench } from './circumstances.ts'
import type { Decoded } from './decode.ts'
import { findOddity, listReadings } from './readings.ts'

const HMAC: Readonly<Record<string, string>> = {
  'HMAC-SHA256': 'sha256', HS256: 'sha256', HS384: 'sha384', HS512: 'sha512'
}
const PAIR: Readonly<Record<string, string | null>> = {
  RS256: 'sha256', RS384: 'sha384', RS512: 'sha512', ES256: 'sha256', ES384: 'sha384', EdDSA: null
}

/** Whether the signature fits the key, or would fit it read otherwise. The key itself is never shown. */
export function judgeSignature (decoded: Decoded, bench: Bench): Finding[] {
  const { facts, circumstances: { key: given } } = bench
  if (given === undefined) {
    return [bench.note('not-checked', 'signature-not-checked', 'No secret and no public key was given.')]
  }
  // Some editors and all of `echo` end a file with a line break, which nobody means.
  const key = given.replace(/\r?\n$/, '')
  if (decoded.signature.length === 0) {
    return [bench.note('problem', 'wrong-signature', 'The token has no signature at all.')]
  }
  const algorithm = String(decoded.header.alg ?? facts.token.algorithms.value[0])
  if (Object.hasOwn(HMAC, algorithm)) return judgeHmac(decoded, key, algorithm, bench)
  if (Object.hasOwn(PAIR, algorithm)) return judgePair(decoded, key, algorithm, bench)
  return [bench.note('not-checked', 'signature-not-checked', 'The algorithm that the header names is unknown here.')]
}

function judgeHmac (decoded: Decoded, secret: string, algorithm: string, bench: Bench): Finding[] {
  const oddity = findOddity(secret)
  const fits = (key: Buffer): boolean => {
    const mac = createHmac(String(HMAC[algorithm]), key).update(decoded.signingInput).digest()
    return mac.length === decoded.signature.length && timingSafeEqual(mac, decoded.signature)
  }
  if (secret === '') return [bench.note('not-checked', 'signature-not-checked', 'The given secret is empty.')]
  if (fits(Buffer.from(secret))) {
    const fit = bench.note('ok', 'signature-fits', `${algorithm}, with the text of the given secret as its key.`)
    return oddity === null ? [fit] : [fit, bench.note('warning', 'odd-secret', oddity)]
  }
  const reading = listReadings(secret).find(({ key }) => fits(key))
  const header = describeHeader(decoded, bench)
  if (reading !== undefined) {
    const seen = `The signature does not fit the given secret; it fits the secret ${reading.name}.${header}`
    return [bench.note('problem', 'wrong-signature', seen, { cure: reading.cure })]
  }
  const seen = 'The signature fits the given secret in no reading: as it is, trimmed, unquoted, percent-decoded, ' +
    `decoded from base64, base64url or hex, or cut off. The given secret has ${secret.length} characters; ` +
    `compare that with the admin screen and with the app.${oddity === null ? '' : ` ${oddity}`}${header}`
  return [bench.note('problem', 'wrong-signature', seen)]
}

/** Some vendors answer a header that lacks something with "invalid signature". */
function describeHeader ({ header }: Decoded, { facts }: Bench): string {
  if (facts.token.format.value !== 'jwt') return ''
  const missing = ['alg', 'typ'].filter((name) => !Object.hasOwn(header, name))
  return missing.length > 0 ? ` The header lacks ${missing.join(' and ')}.` : ' The header has alg and typ.'
}

function judgePair (decoded: Decoded, pem: string, algorithm: string, bench: Bench): Finding[] {
  const key = readPublicKey(pem)
  if (key === null) {
    return [bench.note('not-checked', 'signature-not-checked',
      `The token is signed with ${algorithm}, and what was given is no public key in PEM ("BEGIN PUBLIC KEY").`)]
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? Infinity
  const fingerprint = createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('hex')
  const which = `the given public key (${key.asymmetricKeyType}, SHA-256 fingerprint of its DER form ${fingerprint})`
  const header = describeHeader(decoded, bench)
  const weak = bits < 2048 ? [bench.note('warning', 'weak-key', `The RSA key has ${bits} bits.`)] : []
  const judged = fitsPair(decoded, key, algorithm)
    ? bench.note('ok', 'signature-fits', `${algorithm}, with ${which}.`)
    : bench.note('problem', 'wrong-signature', `The signature does not fit ${which}.${header}`, {
      cure: 'Make the public key anew from the private key that signs (openssl pkey -pubout), compare its ' +
        'fingerprint (openssl pkey -pubin -outform der | sha256sum) with the one above, and paste it at the vendor.'
    })
  return [judged, ...weak]
}

function fitsPair ({ signingInput, signature }: Decoded, key: KeyObject, algorithm: string): boolean {
  try {
    return verify(PAIR[algorithm], Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    // A key of another kind than the algorithm's.
    return false
  }
}

/** Of a private key, its public half. */
function readPublicKey (pem: string): KeyObject | null {
  try {
    return createPublicKey(pem.replaceAll('\\n', '\n'))
  } catch {
    return null
  }
}
