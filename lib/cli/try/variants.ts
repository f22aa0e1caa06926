import type { Claim, Fact, VendorFacts } from '../../facts/fact.ts'

type Format = NonNullable<VendorFacts['time']['formats']>['value'][number]

/** One way of writing a token that public sources leave open. */
export interface Variant {
  title: string
  /** What a sign-in by it would show. */
  shows: string
  /** Optional claims that it has besides the usual ones. */
  claims: readonly string[]
  /** Whether it names the page to return to. */
  returns: boolean
  /** Whether the second use of one and the same token is tried. */
  twice: boolean
}

const PLAIN: Omit<Variant, 'title' | 'shows'> = { claims: [], returns: false, twice: false }
const DEFAULT_FORMAT: Format = { unit: 'seconds', type: 'number' }

/** The forms of points in time, the preset's own first; one alone where sources agree. */
export function listFormats ({ time: { formats } }: VendorFacts): readonly Format[] {
  return formats === undefined ? [DEFAULT_FORMAT] : formats.value
}

export function nameFormat ({ unit, type }: Format): string {
  return `${unit} since 1970, as a JSON ${type}`
}

/** The plain token first, then one thing at a time. */
export function listVariants (facts: VendorFacts): Variant[] {
  const { token, time, handoff } = facts
  const unsure = Object.entries(token.claims)
    .filter(([, claim]) => isOpen(claim) && claim.value.required === 'optional')
  const back = findReturn(handoff.parameters)
  return [
    { ...PLAIN, title: 'Nothing but what is needed', shows: 'Whether this form of the times is understood.' },
    ...unsure.map(([name, { note }]) => ({
      ...PLAIN,
      title: `With ${name}`,
      shows: `Whether ${name} is taken, and what it changes.${note === undefined ? '' : ` Known so far: ${note}`}`,
      claims: [name]
    })),
    ...back !== undefined && isOpen(back.fact)
      ? [{ ...PLAIN, title: `With ${back.name}`, shows: 'Whether you land on that page.', returns: true }]
      : [],
    ...time.replay?.certainty === 'documented'
      ? []
      : [{
          ...PLAIN,
          title: 'The same token twice',
          shows: 'Follow it, sign out there, and follow it again within the minute: is it refused?',
          twice: true
        }]
  ]
}

export function findReturn (parameters: VendorFacts['handoff']['parameters']) {
  const [name, fact] = Object.entries(parameters).find(([, { value }]) => value.carries === 'return') ?? []
  return name === undefined || fact === undefined ? undefined : { name, fact }
}

/** What is in every token: what the vendor requires, its e-mail address, and an end where one is documented. */
export function isUsual (claim: Fact<Claim>): boolean {
  const { required, time, format } = claim.value
  return required === 'always' || (!isOpen(claim) && time === 'expires') || format === 'email'
}

function isOpen ({ certainty }: Fact<unknown>): boolean {
  return certainty !== 'documented'
}

/** A point in time as the vendor may want it. Nanoseconds are beyond what a number holds. */
export function writeTime (milliseconds: number, { unit, type }: Format): number | string {
  const at = BigInt(milliseconds)
  const value = { seconds: at / 1000n, milliseconds: at, nanoseconds: at * 1_000_000n }[unit]
  return type === 'string' ? String(value) : Number(value)
}

export type { Format }
