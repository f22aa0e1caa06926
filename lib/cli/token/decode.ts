import { parseJsonObject, type JsonObject } from '../../fakes/strict-json.ts'
import type { Finding } from '../finding.ts'
import type { Bench, TokenParts } from './circumstances.ts'
import { count } from './show.ts'

/** A token taken apart, not trusted yet. */
export interface Decoded {
  /** Empty for a signed query, which has none. */
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly signingInput: string
  readonly signature: Buffer
}

/** `decoded` is null where nothing can be read. */
export interface Decoding {
  readonly decoded: Decoded | null
  readonly findings: readonly Finding[]
}

/** Reads as much as can be read: a token that a vendor refuses for its form still has claims worth a look. */
export function decodeToken (parts: TokenParts, bench: Bench): Decoding {
  return bench.facts.token.format.value === 'jwt' ? decodeJwt(parts, bench) : decodeSignedQuery(parts, bench)
}

function decodeJwt ({ token }: TokenParts, bench: Bench): Decoding {
  const parts = token.split('.')
  const [header = '', payload = '', signature = ''] = parts
  if (parts.length !== 3 || header === '' || payload === '') {
    return failed(bench, 'malformed-token', describeParts(parts.length))
  }
  const findings = parts.some((part) => Buffer.from(part, 'base64url').toString('base64url') !== part)
    ? [bench.note('problem', 'malformed-token', describeAlphabet(token))]
    : []
  const read = (part: string, name: string): JsonObject | null => {
    const { object, fault } = readJson(Buffer.from(part, 'base64url'))
    const code = name === 'header' ? 'malformed-token' : 'malformed-claims'
    if (fault !== null) findings.push(bench.note('problem', code, `The ${name} ${fault}.`))
    return object
  }
  const readHeader = read(header, 'header')
  const claims = read(payload, 'payload')
  if (readHeader === null || claims === null) return { decoded: null, findings }
  const decoded = {
    header: readHeader, claims, signingInput: `${header}.${payload}`, signature: Buffer.from(signature, 'base64url')
  }
  return { decoded, findings }
}

function describeParts (length: number): string {
  if (length === 5) return 'Five parts with dots between them: an encrypted token (JWE), and not a signed one.'
  return `${count(length, 'part', 'parts')} where a token has three, with two dots between them. ` +
    'It may have been cut off when it was copied.'
}

function describeAlphabet (token: string): string {
  if (/[+/=]/.test(token)) return 'The parts are in plain base64 (+, / or =), where a token has base64url.'
  return 'A part has characters at which base64url ends, or was cut off.'
}

/** Of two members of one name the last counts, as in JSON.parse; the fault is told nevertheless. */
function readJson (bytes: Buffer): { object: JsonObject | null, fault: string | null } {
  try {
    return { object: parseJsonObject(bytes), fault: null }
  } catch (error) {
    const fault = (error as Error).message
    return { object: fault === 'names a member twice' ? JSON.parse(bytes.toString()) as JsonObject : null, fault }
  }
}

/** DiscourseConnect: a query string in base64, with the signature in hex beside it. */
function decodeSignedQuery ({ token, signature }: TokenParts, bench: Bench): Decoding {
  if (!/^[\w+/-]+=*$/.test(token)) {
    return failed(bench, 'malformed-token', 'What should be a query string in base64 is not base64.')
  }
  const fields = [...new URLSearchParams(Buffer.from(token, 'base64').toString())]
  const names = fields.map(([name]) => name)
  const claims: JsonObject = Object.assign(Object.create(null), Object.fromEntries(fields))
  const findings = new Set(names).size < names.length
    ? [bench.note('problem', 'malformed-claims', 'A field is there twice.')]
    : []
  const decoded = { header: {}, claims, signingInput: token, signature: Buffer.from(signature ?? '', 'hex') }
  return { decoded, findings }
}

function failed (bench: Bench, code: string, seen: string): Decoding {
  return { decoded: null, findings: [bench.note('problem', code, seen)] }
}
