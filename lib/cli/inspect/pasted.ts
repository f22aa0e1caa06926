import type { VendorFacts } from '../../facts/fact.ts'
import { CannotCheck } from '../check/cannot-check.ts'
import type { TokenParts } from '../token/circumstances.ts'

/** A name and a value of a query, a form or a fragment. */
export interface Parameter {
  readonly name: string
  readonly value: string
  /** `unknown`: pasted without the address around it. */
  readonly place: 'query' | 'fragment' | 'fields' | 'unknown'
}

/** What somebody put on standard input. */
export interface Pasted {
  readonly address: URL | null
  readonly parameters: readonly Parameter[]
  readonly token: FoundToken | null
}

export interface FoundToken extends TokenParts {
  /** Name of its parameter; `#` for a bare fragment, empty for a token by itself. */
  readonly name: string
  readonly place: Parameter['place']
}

const MAX_INPUT = 1024 * 1024
const JWS = /eyJ[\w-]*={0,2}\.[\w+/-]*={0,2}\.[\w+/-]*={0,2}/

/** @throws CannotCheck for what is neither a token, nor an address, nor a query */
export function readPasted (text: string, facts: VendorFacts): Pasted {
  if (text.length > MAX_INPUT) throw new CannotCheck('The input is longer than 1 MiB.')
  // Mail programs wrap long tokens, and chats add marks that nobody sees.
  const whole = trimMarks(text.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, ''))
  const bare = trimMarks(whole.replace(/^(?:Authorization:)?Bearer/i, ''))
  if (bare === '') throw new CannotCheck('There is no token on standard input.')
  if (isToken(bare)) return { address: null, parameters: [], token: { token: bare, name: '', place: 'unknown' } }
  const address = /^https?:\/\//i.test(bare) && URL.canParse(bare) ? new URL(bare) : null
  const parameters = address === null ? readQuery(bare) : readAddress(address)
  const token = findToken(parameters, facts)
  if (token !== null || parameters.length > 0 || address !== null) return { address, parameters, token }
  const [inside] = JWS.exec(text) ?? []
  if (inside === undefined) {
    throw new CannotCheck('Standard input holds neither a token nor an address nor a query. For a message of the ' +
      'vendor use explain.')
  }
  return { address: null, parameters: [], token: { token: inside, name: '', place: 'unknown' } }
}

/** Without the quotes and brackets that mails and programs put around it. */
function trimMarks (text: string): string {
  let end = text.length
  while (end > 0 && '"\'`>,;'.includes(text.charAt(end - 1))) end--
  return text.slice(0, end).replace(/^["'`<]+/, '')
}

/** Three parts, or something that wanted to have three. */
function isToken (text: string): boolean {
  const parts = text.split('.')
  const isWritten = parts.every((part) => /^[\w+/-]*={0,2}$/.test(part))
  return isWritten && (parts.length === 3 || text.startsWith('eyJ'))
}

export function readAddress (address: URL): Parameter[] {
  const fragment = address.hash.slice(1)
  const inFragment: Parameter[] = fragment.includes('=')
    ? Array.from(new URLSearchParams(fragment), ([name, value]) => ({ name, value, place: 'fragment' }))
    : isToken(fragment) ? [{ name: '#', value: fragment, place: 'fragment' }] : []
  const inQuery: Parameter[] = Array.from(address.searchParams, ([name, value]) => ({ name, value, place: 'query' }))
  return [...inQuery, ...inFragment]
}

function readQuery (text: string): Parameter[] {
  // With quotes or brackets in it, it is JSON or a page, whose token is looked for otherwise.
  if (!/^[?#]?[\w.%[\]-]+=/.test(text) || /["<>{}]/.test(text)) return []
  const place = text.startsWith('?') ? 'query' : text.startsWith('#') ? 'fragment' : 'unknown'
  return Array.from(new URLSearchParams(text.replace(/^[?#]/, '')), ([name, value]) => ({ name, value, place }))
}

/** By its name first; a JWT under another name is the vendor's only if it looks like one about a person. */
export function findToken (parameters: readonly Parameter[], facts: VendorFacts): FoundToken | null {
  const wanted = facts.handoff.token.value
  const named = parameters.find(({ name, value }) => name === wanted && value !== '')
  if (facts.token.format.value !== 'jwt') {
    const signature = parameters.find(({ name }) => name === 'sig')?.value
    return named === undefined ? null : { ...withoutValue(named), token: named.value, signature }
  }
  const found = named ?? parameters.find(({ name, value }) => JWS.test(value) && isToken(value) && name !== 'state')
  return found === undefined ? null : { ...withoutValue(found), token: found.value }
}

function withoutValue ({ name, place }: Parameter): Pick<FoundToken, 'name' | 'place'> {
  return { name, place }
}
