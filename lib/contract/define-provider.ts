import { bare } from './bare-object.ts'
import { assertOption, assertOptionalBoolean, assertOptionalFunction, readOptions } from './check-option.ts'
import { assertClaimOfVendor, assertClaims, assertCredential, assertTime } from './check-token.ts'
import { assertInbound, assertLogoutError, checkEndpoint } from './check-inbound.ts'
import { kProvider, type Provider, type ProviderContract } from './contract.ts'
import { frozenCopy } from './frozen-copy.ts'
import { assertSecret } from './secret.ts'
import { parseOriginOption, parseUrlOption } from './url-option.ts'

const CONTRACT_KEYS = [
  'id', 'displayName', 'helpCenterUrl', 'returnOrigins', 'inbound', 'credential', 'secret', 'allowShortSecret',
  'claims', 'fixedClaims', 'requiredClaims', 'time', 'handoff', 'logoutError', 'signOutUrl', 'allowInsecure'
]

/**
 * Checks a vendor's contract and makes a provider of it. The presets, such as `zohoDesk`, are made with it; use it for
 * a vendor that has none.
 *
 * @throws FST_HELP_CENTER_INVALID_OPTION names the option and the cure.
 */
export function defineProvider (contract: ProviderContract): Provider {
  const { secret: given, ...rest } = readOptions(contract, CONTRACT_KEYS)
  // Bytes are copied: a host may wipe its own after use.
  const secret = Buffer.isBuffer(given) ? Buffer.from(given) : given
  contract = bare({ ...frozenCopy(rest), secret: undefined })
  const { id, displayName, returnOrigins = [], allowInsecure, allowShortSecret, credential } = contract
  assertOption(typeof id === 'string' && id !== '', 'id', id, 'Give a short name such as "acme-desk"')
  assertOption(typeof displayName === 'string' && displayName !== '', 'displayName', displayName, 'Give the vendor\'s name')
  assertOptionalBoolean(allowInsecure, 'allowInsecure')
  assertOptionalBoolean(allowShortSecret, 'allowShortSecret')
  assertOptionalFunction(contract.signOutUrl, 'signOutUrl')
  assertCredential(credential)
  assertClaims(contract)
  assertTime(contract.time)
  assertInbound(contract)
  for (const claim of Object.values(contract.inbound.toClaim ?? {})) assertClaimOfVendor(claim, contract)
  assertLogoutError(contract.logoutError)
  const algorithm = credential.kind === 'jwt' ? credential.algorithm : undefined
  if (typeof secret !== 'function') assertSecret(secret, 'secret', { algorithm, allowShort: allowShortSecret })

  const home = parseUrlOption(contract.helpCenterUrl, 'helpCenterUrl', 'Give the address of its home page', { allowInsecure })
  assertOption(Array.isArray(returnOrigins), 'returnOrigins', returnOrigins, 'Give an array of origins')
  const origins = returnOrigins.map((origin, i) => parseOriginOption(origin, `returnOrigins[${i}]`, { allowInsecure }))

  return Object.freeze(bare({
    ...contract,
    handoff: frozenCopy(checkEndpoint(contract)),
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
