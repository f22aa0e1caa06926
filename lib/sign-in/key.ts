import { errors, type HelpCenterError } from '../errors.ts'
import type { Key, Provider } from '../contract/contract.ts'
import { findSecretFault, isSameKey, toKeyBytes } from '../contract/secret.ts'
import { silence } from '../contract/silence.ts'

/** The last key of each provider, so that a key is prepared once and not for every token. */
const lastKeys = new WeakMap<Provider, { readonly given: Key, readonly bytes: Buffer }>()

/**
 * The current key. Errors reveal only what kind of value it was and where it failed: a vault's error may contain the
 * secret.
 *
 * @param askForSecret calls the provider's secret function, within its time limit
 * @throws FST_HELP_CENTER_SECRET_UNAVAILABLE
 */
export async function askForKey (provider: Provider, askForSecret: () => Promise<unknown>): Promise<Buffer> {
  // It was checked when the provider was made.
  if (provider.hasFixedSecret) return prepareKey(provider, provider.secret() as Key)
  let given: unknown
  try {
    given = await askForSecret()
  } catch (error) {
    if (!(error instanceof errors.HookFailed) && !(error instanceof errors.HookTimeout)) throw error
    const failure = Object.hasOwn(error, 'failure') ? (error as HelpCenterError).failure : { name: error.code }
    throw Object.assign(new errors.SecretUnavailable(), { failure })
  }
  return prepareKey(provider, given)
}

function prepareKey (provider: Provider, given: unknown): Buffer {
  const last = lastKeys.get(provider)
  if (last !== undefined && isSameKey(last.given, given)) return last.bytes
  const { token, allowShortSecret } = provider
  const algorithm = token.kind === 'jwt' ? token.algorithm : undefined
  const fault = findSecretFault(given, { algorithm, allowShort: allowShortSecret })
  if (fault !== null) {
    silence(given)
    throw Object.assign(new errors.SecretUnavailable(), { failure: { name: fault.got } })
  }
  const bytes = toKeyBytes(given as Key, algorithm)
  lastKeys.set(provider, { given: Buffer.isBuffer(given) ? Buffer.from(given) : given as Key, bytes })
  return bytes
}
