import type { VendorFacts } from './fact.ts'

const WAYS = {
  query: 'query of a redirect',
  form: 'posted form',
  fragment: 'fragment of a redirect',
  page: 'query of the page itself',
  widget: '`tokenPath`, for a widget'
} as const
const KEYS = {
  'vendor makes secret': 'secret, from the vendor',
  'company makes secret': 'secret, from you',
  'vendor makes pair': 'private key, from the vendor',
  'company makes pair': 'key pair, from you'
} as const

/** README's table of vendors, as Markdown. Who can begin a sign-in matters to those who want a "Help" button. */
export function describeVendors (contracts: readonly VendorFacts[]): string {
  const rows = contracts.toSorted((a, b) => a.name.localeCompare(b.name)).map(describeVendor)
  return [
    '| vendor | preset | the token travels in | signed with | key | the vendor needs | read on | guide |',
    '|---|---|---|---|---|---|---|---|',
    ...rows
  ].join('\n')
}

function describeVendor ({ name, preset, handoff, token, inbound, sources, guide }: VendorFacts): string {
  const [algorithm] = token.algorithms.value
  const read = Object.values(sources).map((source) => source.read).sort().at(-1)
  const begins = inbound.begins.value === 'vendor' ? '; only the vendor can begin' : ''
  const cells = [
    name,
    `\`${preset}\``,
    WAYS[handoff.way.value] + begins,
    algorithm,
    KEYS[token.key.value.origin],
    describeNeeds(token),
    read,
    `[guide](examples/${guide})`
  ]
  return `| ${cells.join(' | ')} |`
}

/** The claims that come from a profile; times, ids and copies fill themselves. */
function describeNeeds ({ claims, someOf }: VendorFacts['token']): string {
  const needed = Object.entries(claims).filter(([name, { value }]) => value.required === 'always' && name !== 'jti' &&
    value.time === undefined && value.equals === undefined && value.copies === undefined).map(([name]) => `\`${name}\``)
  const some = someOf?.value.map((name) => `\`${name}\``).join(' or ') ?? []
  return [...needed, ...[some].flat()].join(', ') || 'no identity'
}
