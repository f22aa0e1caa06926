import { bare } from './bare-object.ts'
import { assertClaims, assertClaimsOfVendor, assertRequiredClaims } from './check-claims.ts'
import { assertInbound, assertLogoutError } from './check-inbound.ts'
import {
  assertOption, assertOptionalBoolean, assertOptionalFunction, checkAs, readOptions, type Keys
} from './check-option.ts'
import { assertToken } from './check-token.ts'
import { kProvider, type Provider, type ProviderContract } from './contract.ts'
import { frozenCopy } from './frozen-copy.ts'
import { resolveHandoff } from './resolve-handoff.ts'
import { resolveTime } from './resolve-time.ts'
import { assertSecret } from './secret.ts'
import { parseOriginOption, parseUrlOption } from './url-option.ts'

const KEYS: Keys<ProviderContract> = {
  id: true,
  displayName: true,
  helpCenterUrl: true,
  returnOrigins: true,
  inbound: true,
  token: true,
  secret: true,
  allowShortSecret: true,
  claims: true,
  fixedClaims: true,
  requiredClaims: true,
  time: true,
  handoff: true,
  logoutError: true,
  signOutUrl: true,
  allowInsecure: true
}
/** Empty: the options of `defineProvider` are the fields of the contract. */
const FIELDS = new Map<string, string>()

/**
 * Checks a vendor's contract and turns it into a provider, for a vendor that has no preset. Refuses a contract that
 * could never sign anybody in.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION naming the field and what is expected
 */
export function defineProvider (contract: ProviderContract): Provider {
  return checkAs('defineProvider', FIELDS, () => createProvider(contract))
}

/** Like `defineProvider`, for presets, whose errors begin with their own name. */
export function createProvider (contract: ProviderContract): Provider {
  const { secret: given, ...rest } = readOptions(contract, KEYS)
  // Copy the bytes: a host may wipe its own after use.
  const secret = Buffer.isBuffer(given) ? Buffer.from(given) : given
  contract = bare({ ...frozenCopy(rest), secret: undefined })
  const { id, displayName, returnOrigins = [], allowInsecure, allowShortSecret, token } = contract
  assertOption(typeof id === 'string' && id !== '', 'id', id, 'Expected a short name such as "acme-desk"')
  assertOption(typeof displayName === 'string' && displayName !== '', 'displayName', displayName,
    'Expected the vendor\'s name')
  assertOptionalBoolean(allowInsecure, 'allowInsecure')
  assertOptionalBoolean(allowShortSecret, 'allowShortSecret')
  assertOptionalFunction(contract.signOutUrl, 'signOutUrl')
  assertToken(token)
  assertClaims(contract)
  const time = resolveTime(contract.time)
  assertInbound(contract)
  assertClaimsOfVendor(contract)
  assertRequiredClaims(contract)
  assertLogoutError(contract.logoutError)
  const algorithm = token.kind === 'jwt' ? token.algorithm : undefined
  if (typeof secret !== 'function') assertSecret(secret, 'secret', { algorithm, allowShort: allowShortSecret })

  const home = parseUrlOption(contract.helpCenterUrl, 'helpCenterUrl', 'Expected the absolute URL of its home page',
    { allowInsecure })
  assertOption(Array.isArray(returnOrigins), 'returnOrigins', returnOrigins, 'Expected an array of origins')
  const origins = returnOrigins.map((origin, i) => parseOriginOption(origin, `returnOrigins[${i}]`, { allowInsecure }))

  return Object.freeze(bare({
    ...contract,
    time: frozenCopy(time),
    handoff: frozenCopy(resolveHandoff(contract)),
    secret: typeof secret === 'function' ? secret : () => secret,
    hasFixedSecret: typeof secret !== 'function',
    helpCenterUrl: home.href,
    returnOrigins: frozenCopy([...new Set([home.origin, ...origins])]),
    [kProvider]: true as const
  }))
}

export function isProvider (value: unknown): value is Provider {
  return typeof value === 'object' && value !== null && kProvider in value
}
