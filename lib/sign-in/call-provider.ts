import { bare, isPlain } from '../contract/bare-object.ts'
import type { Parameters } from '../contract/contract.ts'
import { describeRefused } from '../contract/silence.ts'
import { errors, isHelpCenterError } from '../errors.ts'
import { describeThrown } from './thrown.ts'

/**
 * Calls a function of a provider, which returns a plain object of strings, or `null`. TypeScript forbids anything else;
 * in plain JavaScript the promise of an `async` function would pass for a verified request, or for a token.
 *
 * @throws FST_HELP_CENTER_HOOK_FAILED, FST_HELP_CENTER_HOOK_RESULT
 */
export function callForParameters (name: string, run: () => unknown): Parameters | null {
  let returned: unknown
  try {
    returned = run()
    if (returned === null) return null
    const parameters = toParameters(returned)
    if (parameters !== null) return parameters
  } catch (thrown) {
    if (isHelpCenterError(thrown) && thrown.code === 'FST_HELP_CENTER_INVALID_CLAIM') throw thrown
    throw Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) })
  }
  throw new errors.HookResult(name, describeRefused(returned), 'Return a plain object of strings, not a promise')
}

function toParameters (returned: unknown): Parameters | null {
  if (typeof returned !== 'object' || returned === null || !isPlain(returned)) return null
  const parameters = bare({ ...returned })
  return Object.values(parameters).every((value) => typeof value === 'string') ? parameters : null
}

/** @throws FST_HELP_CENTER_HOOK_FAILED, FST_HELP_CENTER_HOOK_RESULT */
export function callForUrl (name: string, run: () => unknown): string {
  let address: unknown
  try {
    address = run()
  } catch (thrown) {
    throw Object.assign(new errors.HookFailed(name), { failure: describeThrown(thrown) })
  }
  if (typeof address === 'string') return address
  throw new errors.HookResult(name, describeRefused(address), 'Return a URL')
}
