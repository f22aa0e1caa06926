import type { Arguments } from './arguments.ts'
import type { Finding, Level, Report } from './finding.ts'
import type { Surroundings } from './run.ts'
import { UsageError } from './usage-error.ts'

/** In the order in which people have to act. */
const LEVELS: readonly Level[] = ['problem', 'warning', 'not-checked', 'info', 'ok']
const COLOURS: Readonly<Record<Level, number>> = { problem: 31, warning: 33, 'not-checked': 36, info: 34, ok: 32 }
const WIDTH = 100
/** Of everything but the level. */
const INDENT = 13

/** Prints a report to standard output, and answers with the exit status. */
export function printReport (report: Report, subject: string, args: Arguments, surroundings: Surroundings): number {
  const { stdout, stderr, env } = surroundings
  const failOn = args.value('fail-on') ?? 'problem'
  if (args.flag('json')) {
    stdout.write(`${JSON.stringify({ schemaVersion: 1, ...report }, null, 2)}\n`)
  } else {
    stdout.write(toText(report, subject, hasColour(stdout, env, args)))
  }
  if (report.error !== undefined) {
    stderr.write(`${report.error}\n`)
    return 2
  }
  const failing: readonly Level[] = failOn === 'warning' ? ['problem', 'warning'] : ['problem']
  return report.findings.some(({ level }) => failing.includes(level)) ? 1 : 0
}

/** Checked before anything is asked for, so that a typing error costs no walk. */
export function checkFailOn (args: Arguments): void {
  const failOn = args.value('fail-on')
  if (failOn !== undefined && failOn !== 'problem' && failOn !== 'warning') {
    throw new UsageError('--fail-on takes problem or warning.')
  }
}

function hasColour ({ isTTY }: Surroundings['stdout'], env: Surroundings['env'], args: Arguments): boolean {
  if (args.flag('no-color') || (env.NO_COLOR ?? '') !== '') return false
  if (!['', '0', 'false'].includes(env.FORCE_COLOR ?? '')) return true
  return isTTY === true && env.TERM !== 'dumb' && env.FORCE_COLOR === undefined
}

function toText (report: Report, subject: string, colour: boolean): string {
  const shown = LEVELS.flatMap((level) => report.findings.filter((one) => one.level === level))
  const counts = LEVELS.map((level) => [level, report.findings.filter((one) => one.level === level).length] as const)
    .filter(([, count]) => count > 0).map(([level, count]) => `${count} ${level}`)
  return [
    `${subject}. All of it runs here and sends nothing to any vendor.`,
    '',
    ...shown.map((one) => describe(one, colour)),
    ...report.notVisited.map((address) => `not visited  ${address}`),
    '',
    `${counts.join(', ')}.`,
    closing(report),
    ''
  ].join('\n')
}

function describe ({ level, code, title, seen, meaning, cure, run }: Finding, colour: boolean): string {
  const mark = (colour ? `\u001b[${COLOURS[level]}m${level}\u001b[0m` : level) + ' '.repeat(INDENT - level.length)
  if (level === 'ok') return `${mark}${code}: ${seen}`
  const part = (label: string, text: string): string[] => text === '' ? [] : fill(`${label}${text}`)
  const head = `${mark}${code}${run === '' ? '' : ` (${run})`}: ${title}`
  return [head, ...part('', seen), ...part('Means: ', meaning), ...part('Cure: ', cure)].join('\n')
}

/** Breaks a text into lines, indented below the mark. Lines that it has already stay apart. */
function fill (text: string): string[] {
  const lines = text.split('\n').flatMap(wrap)
  return lines.map((line) => `${' '.repeat(INDENT)}${line}`)
}

function wrap (text: string): string[] {
  const [first = '', ...words] = text.split(' ')
  const lines = [first]
  for (const word of words) {
    const line = lines.at(-1)!
    if (line.length + word.length > WIDTH - INDENT) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

function closing ({ findings, atVendor, error }: Report): string {
  const isSound = error === undefined && !findings.some(({ level }) => level === 'problem')
  const begin = isSound
    ? 'As far as this provider documents, that is right. Left to look at, at the ' +
    'vendor'
    : 'Then, at the vendor'
  return `${begin}: ${atVendor.join('; ')}.`
}
