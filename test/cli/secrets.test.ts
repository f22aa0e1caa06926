import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { test } from 'tap'
import { run, type Surroundings } from '../../lib/cli/run.ts'
import { readAll, readSecret } from '../../lib/cli/secrets.ts'
import { runCli } from './fixtures/run-cli.ts'

/** A terminal at which somebody types; answers with the secret and with all that was shown. */
async function typeSecret (typed: string, flags: readonly string[] = []) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  let shown = ''
  const surroundings: Surroundings = {
    stdin, env: {}, stdout: { write: () => {} }, stderr: { write: (text) => { shown += text } }
  }
  const reading = readSecret({
    command: 'inspect',
    positionals: [],
    flag: (name) => flags.includes(name),
    value: (name) => name === 'secret-file' ? '-' : undefined,
    list: () => []
  }, surroundings)
  stdin.end(typed)
  return { secret: await reading.catch((error: Error) => error), shown }
}

test('A secret that is typed on a terminal is not shown', async (t) => {
  const { secret, shown } = await typeSecret('hunter2-hunter2\r')
  t.equal(secret, 'hunter2-hunter2')
  t.equal(shown, 'Secret: \n')
  t.match((await typeSecret('')).secret, { message: 'No secret came in on standard input.' })
  const piped = await typeSecret('hunter2-hunter2\n', ['no-input'])
  t.equal(piped.secret, 'hunter2-hunter2')
  t.equal(piped.shown, '', 'with --no-input nothing is asked')
})

test('Ctrl-C ends the command while a secret is typed', async (t) => {
  const interrupted = once(process, 'SIGINT')
  await typeSecret('hun\u0003')
  t.ok(await interrupted)
})

test('Files and standard input that cannot be read are one sentence', async (t) => {
  const folder = t.testdir({ file: '' })
  const inspect = (...more: string[]) =>
    runCli(['inspect', '--provider', 'zendesk', '--har', `${folder}/file`, ...more])
  t.match(await inspect('--secret-file', `${folder}/file/below`), { status: 2, stderr: /-file cannot be read\./ })
  t.match(await inspect('--secret-file', `${folder}/file`), { status: 2, stderr: /secret file is empty\./ })
  await t.rejects(readAll(Readable.from(['x'.repeat(9)]), 8), /Standard input has more than/)
})

test('A bug of ours is told by its place, without the message', async (t) => {
  const fail = async (error: unknown) => {
    let shown = ''
    const stdin = Object.assign(new Readable({ read () { this.destroy(error as Error) } }), { isTTY: false })
    const stream = { write: (text: string) => { shown += text } }
    const status = await run(['inspect', '--provider', 'zendesk'], { stdin, env: {}, stdout: stream, stderr: stream })
    return { status, shown }
  }
  const { status, shown } = await fail(new TypeError('no secret hunter2 at all'))
  t.equal(status, 2)
  t.match(shown, /^This is a bug in fastify-help-center: TypeError .*secrets\.test\.ts:\d+/)
  t.notMatch(shown, /hunter2|file:/)
  t.equal(shown.split('\n').length, 2)
  t.match((await fail(Object.assign(new Error('x'), { stack: undefined }))).shown, /: Error unknown place\. Please/)
})

test('Help for what is no command is the help of all', async (t) => {
  t.match((await runCli(['help', 'nonsense'])).stdout, /^Commands:$/m)
})

test('A long or odd option is cut in the answer', async (t) => {
  const { stderr } = await runCli(['explain', `--${'x'.repeat(60)}`])
  t.match(stderr, /^explain has no option --x{18}…\./)
})
