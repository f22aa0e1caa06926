import { createSigner } from 'fast-jwt'
import { errors, type HelpCenterError } from '../errors.ts'
import type { Algorithm, Key, Parameters, Provider } from '../providers/contract.ts'
import { findSecretFault, toKeyBytes } from '../providers/secret.ts'
import type { Claims } from './claims.ts'
import { callHook } from './hook.ts'
import { assertTimeUnit } from './time-claims.ts'

/** Room for the token in a URL, beside a return URL, under the 8 KiB that servers commonly allow. */
const MAX_URL_LENGTH = 4096
const MAX_FORM_LENGTH = 16_384

/**
 * Finished claims → what proves them to the vendor: parameters by name, most often one with a JWT. The only module that
 * imports fast-jwt.
 */
export function signToken ({ payload }: Claims, { credential, time, handoff }: Provider, key: Buffer): Parameters {
  assertTimeUnit(payload, time)
  const parameters = credential.kind === 'jwt'
    ? { [credential.parameter]: signJwt(payload, credential.algorithm, credential.keyId, key) }
    : credential.seal(payload, key)
  const length = Math.max(...Object.values(parameters).map((value) => value.length))
  const limit = handoff.kind === 'form' ? MAX_FORM_LENGTH : MAX_URL_LENGTH
  if (length > limit) throw new errors.TokenTooLong(length, limit)
  return parameters
}

/**
 * fast-jwt has opinions about a payload: it adds `iat`, moves `exp` with it, refuses time claims that are strings. An
 * object whose only key is `toJSON` passes it untouched, so what is signed is exactly what `claims.ts` finished.
 */
function signJwt (payload: Claims['payload'], algorithm: Algorithm, keyId: string | undefined, key: Buffer): string {
  const sign = createSigner({ algorithm, key, noTimestamp: true, ...keyId !== undefined && { kid: keyId } })
  return sign(Object.assign(Object.create(null), { toJSON: () => payload }))
}

/**
 * The key of this moment. Of what goes wrong only shape and place are told: the error of a vault may hold the secret.
 *
 * @param timeout milliseconds that a secret function may take
 */
export async function askForKey (provider: Provider, timeout: number, clientGone?: AbortSignal): Promise<Buffer> {
  const { secret, hasFixedSecret, credential, allowShortSecret } = provider
  const algorithm = credential.kind === 'jwt' ? credential.algorithm : undefined
  // Looked at when the provider was made.
  if (hasFixedSecret) return toKeyBytes(secret() as Key, algorithm)
  let key: unknown
  try {
    key = await callHook('secret', timeout, secret, clientGone)
  } catch (error) {
    if (error instanceof errors.ClientGone) throw error
    const { code, failure } = error as HelpCenterError
    throw Object.assign(new errors.SecretUnavailable(), { failure: failure ?? { name: code } })
  }
  const fault = findSecretFault(key, { algorithm, allowShort: allowShortSecret })
  if (fault !== null) throw Object.assign(new errors.SecretUnavailable(), { failure: { name: fault.got } })
  return toKeyBytes(key as Buffer, algorithm)
}
