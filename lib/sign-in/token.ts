import { createSigner } from 'fast-jwt'
import { errors, type HelpCenterError } from '../errors.ts'
import type { Provider } from '../providers/contract.ts'
import { findSecretFault } from '../providers/secret.ts'
import type { Claims } from './claims.ts'
import { callHook } from './hook.ts'
import { assertTimeUnit } from './time-claims.ts'

/** Room for the token in a URL, beside a return URL, under the 8 KiB that servers commonly allow. */
const MAX_LENGTH = 4096

/**
 * Signs finished claims. The only module that touches keys, and the only one that imports fast-jwt.
 *
 * fast-jwt has opinions about a payload: it adds `iat`, moves `exp` with it, refuses time claims that are strings. An
 * object whose only key is `toJSON` passes it untouched, so what is signed is exactly what `claims.ts` finished.
 *
 * @param timeout milliseconds that a secret function may take
 */
export async function signToken ({ payload }: Claims, provider: Provider, timeout: number): Promise<string> {
  assertTimeUnit(payload, provider.time)
  const key = typeof provider.secret === 'function' ? await askForSecret(provider, timeout) : provider.secret
  const token = createSigner({ algorithm: provider.algorithm, key, noTimestamp: true })(
    Object.assign(Object.create(null), { toJSON: () => payload })
  )
  if (token.length > MAX_LENGTH) throw new errors.TokenTooLong(token.length, MAX_LENGTH)
  return token
}

/** Of what goes wrong only shape and place are told: the error of a vault may hold the secret. */
async function askForSecret ({ secret, allowShortSecret }: Provider, timeout: number): Promise<string | Buffer> {
  let key: unknown
  try {
    key = await callHook('secret', timeout, secret as () => unknown)
  } catch (error) {
    const { code, failure } = error as HelpCenterError
    throw Object.assign(new errors.SecretUnavailable(), { failure: failure ?? { name: code } })
  }
  const fault = findSecretFault(key, allowShortSecret === true ? 1 : undefined)
  if (fault !== null) throw Object.assign(new errors.SecretUnavailable(), { failure: { name: fault.got } })
  return key as string | Buffer
}
