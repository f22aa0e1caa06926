import { assertOption } from './check-option.ts'
import { assertClaimSource, INVALID_KEYS, OWN_CLAIMS } from './claim-sources.ts'
import type { ProviderContract } from './contract.ts'

export function assertClaims ({ claims, fixedClaims = {} }: ProviderContract): void {
  assertOption(isRecord(claims), 'claims', claims, 'Expected an object of claim names and sources')
  for (const [name, source] of Object.entries(claims)) assertClaimSource(source, name, 'claims')
  assertOption(isRecord(fixedClaims), 'fixedClaims', fixedClaims, 'Expected an object of claim names and values')
  for (const [name, value] of Object.entries(fixedClaims)) {
    const option = `fixedClaims.${name}`
    assertOption(![...OWN_CLAIMS, ...INVALID_KEYS].includes(name), option, value, 'Leave it out: the package sets it')
    assertOption(typeof value !== 'function' && value !== undefined, option, value, 'Expected the value itself')
  }
}

/** A parameter of the vendor must not fill a claim that says who the visitor is, or how long the token is valid. */
export function assertClaimsOfVendor ({ claims, fixedClaims = {}, time, inbound }: ProviderContract): void {
  const taken = [...OWN_CLAIMS, ...INVALID_KEYS, ...Object.keys({ ...claims, ...fixedClaims, ...time.claims })]
  for (const name of Object.values(inbound.toClaim ?? {})) {
    assertOption(!taken.includes(name), 'inbound.toClaim', name,
      'Expected a claim that nothing else sets, such as "nonce"')
  }
}

/** A misspelled name would refuse every visitor. */
export function assertRequiredClaims (
  { claims, fixedClaims = {}, requiredClaims = [], time, inbound, token }: ProviderContract
): void {
  assertOption(Array.isArray(requiredClaims), 'requiredClaims', requiredClaims, 'Expected an array of claim names')
  const filled = [
    ...Object.keys({ ...claims, ...fixedClaims, ...time.claims }),
    ...Object.values(inbound.toClaim ?? {}),
    ...token.kind === 'jwt' && token.jti === true ? ['jti'] : []
  ]
  for (const name of requiredClaims) {
    assertOption(filled.includes(name), 'requiredClaims', name,
      `Expected claims that this contract fills: ${filled.join(', ')}`)
  }
}

function isRecord (value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
