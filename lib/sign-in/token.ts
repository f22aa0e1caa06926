import { createSigner, type SignerOptions } from 'fast-jwt'
import { errors } from '../errors.ts'
import type { Algorithm, Parameters, Provider } from '../contract/contract.ts'
import { bare } from '../contract/bare-object.ts'
import type { Claims } from './claims.ts'
import { callForParameters } from './call-provider.ts'

/** Characters. With a return URL of its length, a token stays below the 8 KiB that servers commonly allow. */
const MAX_URL_LENGTH = 4096
const MAX_FORM_LENGTH = 16_384

/**
 * Finished claims → the parameters that carry them to the vendor, usually one with a JWT. The only module that imports
 * fast-jwt.
 *
 * @throws FST_HELP_CENTER_TOKEN_TOO_LONG, FST_HELP_CENTER_HOOK_FAILED, FST_HELP_CENTER_HOOK_RESULT
 */
export function signToken ({ payload }: Claims, { token, handoff }: Provider, key: Buffer): Parameters {
  const parameters: Record<string, string> = bare()
  if (token.kind === 'jwt') parameters[token.parameter] = findSigner(token.algorithm, token.keyId, key)(payload)
  else Object.assign(parameters, callForParameters('token.encode', () => token.encode(Object.freeze(payload), key)))
  const limit = handoff.kind === 'form' ? MAX_FORM_LENGTH : MAX_URL_LENGTH
  const values = Object.values(parameters)
  for (const { length } of values) {
    if (length > limit) throw new errors.TokenTooLong(length, limit)
  }
  if (values.length > 0 && !values.includes('')) return parameters
  throw new errors.HookResult('token.encode', 'nothing', 'Return the parameters that carry the token')
}

type Signer = (payload: Claims['payload']) => string

/** One signer per key: parsing a private key costs as much as signing with it. Rotated keys are garbage-collected. */
const signers = new WeakMap<Buffer, Map<string, Signer>>()

export function findSigner (algorithm: Algorithm, keyId = '', key: Buffer): Signer {
  const known = signers.get(key)
  const signer = known?.get(algorithm + keyId)
  if (signer !== undefined) return signer
  const made = makeSigner(algorithm, keyId, key)
  signers.set(key, (known ?? new Map<string, Signer>()).set(algorithm + keyId, made))
  return made
}

/** Every option, because fast-jwt reads absent ones from `Object.prototype`. Its type lacks `undefined`. */
const DEFAULTS = {
  typ: 'JWT',
  header: undefined,
  mutatePayload: undefined,
  clockTimestamp: undefined,
  expiresIn: undefined,
  notBefore: undefined,
  kid: undefined,
  jti: undefined,
  aud: undefined,
  iss: undefined,
  sub: undefined,
  nonce: undefined
} as object as Partial<SignerOptions>

/**
 * fast-jwt changes a payload: it adds `iat`, computes `exp` from it, and refuses time claims that are strings. An
 * object whose `toJSON` returns the finished claims passes through it untouched, so exactly those are signed.
 */
function makeSigner (algorithm: Algorithm, keyId: string, key: Buffer): Signer {
  const kid = keyId === '' ? {} : { kid: keyId }
  const sign = createSigner({ ...DEFAULTS, ...kid, algorithm, key, noTimestamp: true })
  return (payload) => sign(bare({ toJSON: () => payload, exp: undefined, nbf: undefined, iat: undefined }))
}
