import { assertKnownKeys, assertOneOf, assertOption, assertOptionalBoolean, type Keys } from './check-option.ts'
import type { TokenFormat } from './contract.ts'
import { assertParameterName } from './parameter-name.ts'

const JWT: Keys<Extract<TokenFormat, { kind: 'jwt' }>> = {
  kind: true, parameter: true, algorithm: true, keyId: true, jti: true
}
const SIGNED: Keys<Extract<TokenFormat, { kind: 'signed' }>> = { kind: true, encode: true }

export function assertToken (token: TokenFormat): void {
  assertKnownKeys(token, token?.kind === 'signed' ? SIGNED : JWT, 'token.')
  assertOneOf(token.kind, ['jwt', 'signed'], 'token.kind')
  if (token.kind === 'signed') {
    assertOption(typeof token.encode === 'function', 'token.encode', token.encode,
      'Expected a function that signs the claims')
    return
  }
  const { parameter, algorithm, keyId, jti } = token
  assertParameterName(parameter, 'token.parameter')
  assertOneOf(algorithm, ['HS256', 'HS512', 'RS256', 'EdDSA'], 'token.algorithm')
  assertOption(keyId === undefined || typeof keyId === 'string', 'token.keyId', keyId, 'Expected a string')
  assertOptionalBoolean(jti, 'token.jti')
}
