import type { Finding } from '../finding.ts'
import { levelOf, type Bench } from './circumstances.ts'
import type { Decoded } from './decode.ts'
import { describe, showText } from './show.ts'

/** Extensions that change what a signature means: a verifier that does not know them has to refuse. */
const CRITICAL = ['crit', 'b64']

/** What the header says, against what the vendor takes. */
export function judgeHeader ({ header }: Decoded, bench: Bench): Finding[] {
  const { token } = bench.facts
  if (token.format.value !== 'jwt') return []
  const faults = [
    ...judgeAlgorithm(header.alg, bench),
    ...Object.entries(token.header.value)
      .flatMap(([name, expected]) => judgeMember(name, expected, header[name], bench)),
    ...CRITICAL.filter((name) => Object.hasOwn(header, name))
      .map((name) => bench.note('problem', 'wrong-header', `The header has ${name}, which no vendor here knows.`))
  ]
  if (faults.length > 0) return faults
  return [bench.note('ok', 'header-fits', `alg is ${showText(String(header.alg))}.`)]
}

function judgeAlgorithm (algorithm: unknown, bench: Bench): Finding[] {
  const { name, token: { algorithms } } = bench.facts
  if (typeof algorithm === 'string' && algorithms.value.includes(algorithm)) return []
  const seen = typeof algorithm === 'string' ? showText(algorithm) : describe(algorithm)
  const taken = algorithms.value.join(', ')
  return [bench.note(levelOf(algorithms), 'wrong-header', `alg is ${seen}; ${name} takes ${taken}.`)]
}

function judgeMember (name: string, expected: string, actual: unknown, bench: Bench): Finding[] {
  // A template stands for something of the vendor's settings, which only its presence can be checked of.
  const fits = expected.includes('{')
    ? typeof actual === 'string' && actual !== ''
    : typeof actual === 'string' && actual.toUpperCase() === expected.toUpperCase()
  if (fits) return []
  const seen = `${name} is ${typeof actual === 'string' ? showText(actual) : describe(actual)}; expected ${expected}.`
  return [bench.note(levelOf(bench.facts.token.header), 'wrong-header', seen)]
}
