import { test } from 'tap'
import { runCli } from './fixtures/run-cli.ts'

const URL = 'http://127.0.0.1:1/login'

test('A secret given as an argument is refused, and not repeated', async (t) => {
  for (const [words, cure] of [
    [['--secret', 'hunter2hunter2'], /--secret-env NAME or --secret-file FILE/],
    [['--secret=hunter2hunter2'], /--secret-env NAME or --secret-file FILE/],
    [['--cookie', 'sid=hunter2hunter2'], /--cookie-env NAME/],
    [['--header', 'Authorization: hunter2hunter2'], /--header-env NAME/],
    [['--secret-env', 'hunter2-hunter2'], /takes the name of an environment variable/],
    [['--cookie-env', 'sid=hunter2hunter2'], /takes the name of an environment variable/],
    [['--secret-env', 'hunter2hunter2'], /The environment variable that --secret-env names is not set/],
    [['--cookie-env', 'hunter2hunter2'], /The environment variable that --cookie-env names is not set/],
    [['--header-env', 'hunter2hunter2'], /The environment variable that --header-env names is not set/]
  ] as const) {
    const { status, stdout, stderr } = await runCli(['check', URL, '--provider', 'zendesk', ...words])
    t.equal(status, 2)
    t.match(stderr, cure)
    t.notMatch(stdout + stderr, /hunter2/)
  }
})

test('A misspelt command, option or provider gets a suggestion', async (t) => {
  t.match((await runCli(['chek'])).stderr, /Did you mean check\?/)
  t.match((await runCli(['check', URL, '--provder', 'zendesk'])).stderr, /Did you mean --provider\?/)
  t.match((await runCli(['check', URL, '--provider', 'zohodesk'])).stderr, /Did you mean zoho-desk\?/)
  t.match((await runCli(['check', URL, '--provider', 'nobody-knows'])).stderr,
    /There is no such provider\. Known: .*canny, /)
  t.notMatch((await runCli(['xyzxyzxyz'])).stderr, /Did you mean/)
})

test('Who asked for JSON gets the error as JSON too', async (t) => {
  const told = async (...words: string[]) => JSON.parse((await runCli([...words, '--json'])).stdout)
  const none = { schemaVersion: 1, findings: [], notVisited: [], atVendor: [] }
  t.strictSame(await told('check', URL), {
    ...none, command: 'check', provider: '', error: (await runCli(['check', URL])).stderr.split('\n')[0]
  })
  t.match(await told('chek'), { ...none, command: '', provider: '', error: /There is no command chek/ })
  t.match(await told('inspect', '--provider', 'zendesk', 'hunter2hunter2'), {
    ...none, command: 'inspect', provider: 'zendesk', error: /takes no argument/
  })
})

test('Wrong usage is status 2 and one sentence', async (t) => {
  for (const [words, sentence] of [
    [['check'], /needs the Remote Login URL/],
    [['check', URL], /needs --provider/],
    [['check', URL, URL, '--provider', 'zendesk'], /takes one address/],
    [['check', 'app.example.com/login', '--provider', 'zendesk'], /has to be an absolute http or https address/],
    [['check', 'https://user:pw@app.example.com/', '--provider', 'zendesk'], /user name or password/],
    [['check', URL, '--provider'], /--provider.* has no value/],
    [['check', URL, '--json=yes'], /--json.* has no value, or one that it does not take/],
    [['check', URL, '--provider', 'zendesk', '-x'], /no option -x/],
    [['check', URL, '--provider', 'zendesk', '--fail-on', 'info'], /takes problem or warning/],
    [['check', URL, '--provider', 'zendesk', '--secret-env', 'A', '--secret-file', 'b'], /not both/],
    [['check', URL, '--provider', 'zendesk', '--secret-env', 'ABSENT'], /variable that --secret-env names is not set/],
    [['check', URL, '--provider', 'zendesk', '--secret-file', '/nowhere/at-all'], /--secret-file is not there/],
    [['check', URL, '--provider', 'zendesk', '--secret-file', '-'], /No secret came in/],
    [['check', URL, '--provider', 'zendesk', '--ca-file', '/'], /--ca-file is a folder/],
    [['try'], /^try needs --provider/]
  ] as const) {
    const { status, stdout, stderr } = await runCli(words)
    t.equal(status, 2, words.join(' '))
    t.equal(stdout, '')
    t.match(stderr, sentence)
    t.equal(stderr.trimEnd().split('\n').length <= 2, true, stderr)
  }
})

test('Sessions that cannot be read are named by their option', async (t) => {
  const folder = t.testdir({
    'no.json': 'nothing',
    'other.json': '{"cookies":[{"name":1}]}',
    'empty.txt': '# ' +
    'none\n',
    'bad.txt': 'a b c\n'
  })
  const env = { BAD: 'no pairs', LINES: 'a=b\nc: d', WORD: 'Bearer' }
  for (const [option, value, sentence] of [
    ['--storage-state', `${folder}/no.json`, /not what Playwright saves/],
    ['--storage-state', `${folder}/other.json`, /not what Playwright saves/],
    ['--cookie-jar', `${folder}/empty.txt`, /has no cookies/],
    ['--cookie-jar', `${folder}/bad.txt`, /not in Netscape's format/],
    ['--cookie-env', 'BAD', /has to hold name=value/],
    ['--cookie-env', 'LINES', /line breaks/],
    ['--header-env', 'WORD', /one header line/]
  ] as const) {
    const { status, stderr } = await runCli(['check', URL, '--provider', 'zendesk', option, value], env)
    t.equal(status, 2)
    t.match(stderr, sentence)
  }
})

test('Help has two examples and fits on one screen, and the version is that of the package', async (t) => {
  for (const words of [['--help'], ['help', 'check'], ['check', '--help'], ['inspect', '-h'], ['explain', '--help'],
    ['serve', '--help'], ['try', '--help']]) {
    const { status, stdout } = await runCli(words)
    t.equal(status, 0)
    t.match(stdout, /^Examples:\n/)
    t.equal(stdout.match(/npx fastify-help-center/g)!.length >= 2, true)
    t.ok(stdout.split('\n').length <= 32)
  }
  t.equal((await runCli([])).status, 2)
  t.match((await runCli(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  t.match((await runCli(['check', '--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
})
