import { test } from 'tap'
import type { Arguments } from '../../lib/cli/arguments.ts'
import { finding } from '../../lib/cli/finding.ts'
import { printReport } from '../../lib/cli/output.ts'

type Env = Record<string, string>

function print (seen: string, env: Env = {}, { isTTY = false, flags = [] as string[] } = {}): string {
  let text = ''
  const args: Arguments = {
    command: 'inspect', positionals: [], flag: (name) => flags.includes(name), value: () => undefined, list: () => []
  }
  printReport({
    command: 'inspect',
    provider: 'zendesk',
    findings: [finding('warning', 'clock-off', seen)],
    notVisited: [],
    atVendor: ['the account']
  }, 'It', args, {
    stdin: process.stdin,
    stdout: { isTTY, write: (more) => { text += more } },
    stderr: process.stderr,
    env
  })
  return text
}

test('Colour is for terminals, unless the environment or the command line says otherwise', async (t) => {
  const cases: ReadonlyArray<readonly [env: Env, options: Parameters<typeof print>[2], is: boolean]> = [
    [{}, {}, false],
    [{}, { isTTY: true }, true],
    [{}, { isTTY: true, flags: ['no-color'] }, false],
    [{ NO_COLOR: '1' }, { isTTY: true }, false],
    [{ NO_COLOR: '' }, { isTTY: true }, true],
    [{ TERM: 'dumb' }, { isTTY: true }, false],
    [{ FORCE_COLOR: '1' }, {}, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, {}, false],
    [{ FORCE_COLOR: '0' }, { isTTY: true }, false]
  ]
  for (const [env, options, isColoured] of cases) {
    t.equal(print('x', env, options).includes('\u001b[33mwarning\u001b[0m'), isColoured, JSON.stringify([env, options]))
  }
})

test('Each line of what was seen begins below the code, and none is long', async (t) => {
  const lines = print(`1. GET a → 302\n2. GET b → 200\n${'word '.repeat(60).trim()}\n${'x'.repeat(200)}`).split('\n')
  t.ok(lines.includes(`${' '.repeat(13)}1. GET a → 302`))
  t.ok(lines.includes(`${' '.repeat(13)}2. GET b → 200`))
  t.ok(lines.includes(' '.repeat(13) + 'x'.repeat(200)), 'what has no space in it stays whole, for copying')
  t.strictSame(lines.filter((line) => line.includes('word') && line.length > 101), [])
  t.equal(lines.join(' ').match(/word/g)!.length, 60)
})
