import type { Fact, VendorFacts } from './fact.ts'

/**
 * What to look at first when the documents are read anew, as text: by vendor the day of the oldest reading, the open
 * questions, and the facts that no document of the vendor's states. The longest unread is in front.
 */
export function describeOpenPoints (contracts: readonly VendorFacts[]): string {
  const vendors = contracts.map((facts) => ({ facts, read: oldestReading(facts) }))
  vendors.sort((a, b) => a.read.localeCompare(b.read) || a.facts.vendor.localeCompare(b.facts.vendor))
  return vendors.map(({ facts, read }) => describeVendor(facts, read)).join('\n')
}

function oldestReading ({ sources }: VendorFacts): string {
  return Object.values(sources).map(({ read }) => read).sort()[0]!
}

function describeVendor (facts: VendorFacts, read: string): string {
  const questions = facts.questions.toSorted((a, b) => a.asked.localeCompare(b.asked))
    .map(({ question, asked }) => `  ${asked}  ? ${question}\n`)
  const unsure = findUnsure(facts)
    .map(({ path, fact }) => ({ day: facts.sources[fact.source]!.read, line: describeFact(path, fact) }))
    .sort((a, b) => a.day.localeCompare(b.day))
    .map(({ day, line }) => `  ${day}  ${line}\n`)
  return `${facts.name}, read on ${read}\n${questions.join('')}${unsure.join('')}`
}

function describeFact (path: string, { value, certainty, note }: Fact<unknown>): string {
  return `${certainty} ${path} = ${JSON.stringify(value)}${note === undefined ? '' : `  (${note})`}`
}

function findUnsure (data: unknown, path: readonly string[] = []): Array<{ path: string, fact: Fact<unknown> }> {
  if (typeof data !== 'object' || data === null) return []
  if (isFact(data)) return data.certainty === 'documented' ? [] : [{ path: path.join('.'), fact: data }]
  return Object.entries(data).flatMap(([name, value]) => findUnsure(value, [...path, name]))
}

function isFact (data: object): data is Fact<unknown> {
  return 'certainty' in data && 'value' in data
}
