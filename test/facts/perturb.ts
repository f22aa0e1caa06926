import type { VendorFacts } from '../../lib/facts/fact.ts'

/** The other words that could stand in a place, by the last key of its path. */
const WORDS: Record<string, readonly string[]> = {
  begins: ['vendor', 'either', 'company'],
  role: ['return', 'destination', 'echo', 'claim', 'signed-request', 'ignored'],
  forms: ['url', 'path', 'bare-path'],
  format: ['jwt', 'signed-query'],
  algorithms: ['HS256', 'HS384', 'HS512', 'RS256', 'EdDSA', 'ES256'],
  form: ['text', 'pem'],
  type: ['string', 'number', 'integer', 'boolean', 'object', 'array', 'array of strings'],
  time: ['issued', 'starts', 'expires', 'session-ends'],
  unit: ['seconds', 'milliseconds', 'nanoseconds'],
  way: ['query', 'form', 'fragment', 'page', 'widget'],
  carries: ['return', 'echo', 'setting', 'signature'],
  in: ['query', 'fields']
}
/** What says nothing that preset, fake or guide could contradict. */
const ABOUT_FACTS = ['certainty', 'source', 'note', 'sources', 'questions']
const CLAIM_FORMATS = ['email', 'url', 'date-time', 'comma-separated']
const ORIGINS = ['vendor makes secret', 'company makes secret', 'vendor makes pair', 'company makes pair']
/** Places whose keys are the vendor's names; those of labels are our own. */
const NAMES = ['parameters', 'claims']

export interface Perturbed { title: string, facts: VendorFacts }

type Change = (place: Record<string, unknown>, key: string) => void

/** The facts with one of them changed, once for each way of changing each. */
export function perturb (facts: VendorFacts): Perturbed[] {
  const perturbed: Perturbed[] = []
  walk(facts, [])
  return perturbed

  function add (title: string, path: readonly string[], change: Change): void {
    const copy = structuredClone(facts)
    let place = copy as object as Record<string, unknown>
    for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>
    change(place, path.at(-1) ?? '')
    perturbed.push({ title: `${path.join('.')} ${title}`, facts: copy })
  }

  function set (path: readonly string[], value: unknown): void {
    add(`is ${JSON.stringify(value)}`, path, (place, key) => { place[key] = value })
  }

  function walk (data: unknown, path: readonly string[]): void {
    const key = path.filter((each) => each !== 'value' && !/^\d+$/.test(each)).at(-1) ?? ''
    if (ABOUT_FACTS.includes(key)) return
    if (typeof data === 'number') [data - 1, data + 1].forEach((value) => set(path, value))
    if (typeof data === 'string') othersOf(key, data).forEach((value) => set(path, value))
    if (data === true) add('is gone', path, (place, each) => { delete place[each] })
    if (Array.isArray(data)) walkList(data, path)
    else if (typeof data === 'object' && data !== null) walkRecord(data, path)
  }

  function walkList (data: readonly unknown[], path: readonly string[]): void {
    for (const [i, entry] of data.entries()) {
      walk(entry, [...path, String(i)])
      if (data.length === 1) continue
      add(`loses ${JSON.stringify(entry)}`, path, (place, key) => { place[key] = data.toSpliced(i, 1) })
    }
  }

  function walkRecord (data: object, path: readonly string[]): void {
    for (const [name, value] of Object.entries(data)) {
      const place = [...path, name]
      walk(value, place)
      if ([...NAMES, 'labels'].includes(`${path.at(-1)}`)) add('is gone', place, (record) => { delete record[name] })
      if (NAMES.includes(`${path.at(-1)}`)) {
        add('has another name', place, (record) => {
          record[`${name}_x`] = value
          delete record[name]
        })
      }
    }
    if (path.at(-1) === 'claims') {
      add('is new', [...path, 'another'], (record, each) => {
        record[each] = { value: { type: 'string', required: 'optional' }, certainty: 'documented', source: '' }
      })
    }
  }
}

function othersOf (key: string, value: string): readonly string[] {
  if (value === 'always' || value === 'optional') return [value === 'always' ? 'optional' : 'always']
  const lists = [ORIGINS, ...key === 'format' ? [CLAIM_FORMATS] : [], WORDS[key] ?? []]
  const words = lists.find((list) => list.includes(value)) ?? []
  return words.includes(value) ? words.filter((other) => other !== value) : [`${value}x`]
}
