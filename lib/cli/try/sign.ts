import { createHmac } from 'node:crypto'

const HASHES: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }

export function canSign (algorithm: string): boolean {
  return Object.hasOwn(HASHES, algorithm)
}

/** A token by hand: what the plugin's signer refuses, such as times as text, is what has to be tried here. */
export function signToken (header: object, claims: object, algorithm: string, secret: string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const input = `${encode({ alg: algorithm, ...header })}.${encode(claims)}`
  return `${input}.${createHmac(String(HASHES[algorithm]), secret).update(input).digest('base64url')}`
}
