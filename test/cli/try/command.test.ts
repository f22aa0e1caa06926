import t, { type Test } from 'tap'
import { Readable } from 'node:stream'
import { readArguments } from '../../../lib/cli/arguments.ts'
import { run, type Surroundings } from '../../../lib/cli/run.ts'
import { serveTrial } from '../../../lib/cli/try/pages.ts'
import type { Trial } from '../../../lib/cli/try/link.ts'
import { writeTime } from '../../../lib/cli/try/variants.ts'
import { zohoDesk } from '../../../lib/facts/zoho-desk.ts'
import { fakeZendesk, fakeZohoDesk, fakeUserVoice, type ExpectedTimeFormat } from '../../../lib/testing/index.ts'
import { runWords } from '../run-words.ts'

const SECRET = 'a-secret-for-links-to-try-2Wm7Xq4Z'
const ENDPOINT = 'https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?return_to=&jwt='
const ZOHO = [
  '--provider', 'zoho-desk', '--email', 'ada@example.com', '--secret-env', 'KEY', '--endpoint', ENDPOINT
]
const env = { KEY: SECRET }

/** Runs a page until the test ends. */
async function open (t: Test, start: (surroundings: Surroundings) => Promise<unknown>) {
  const ended = new AbortController()
  const said = { stdout: '', stderr: '' }
  let resolve = (): void => undefined
  const printed = new Promise<void>((_resolve) => { resolve = _resolve })
  const status = start({
    stdin: Object.assign(Readable.from([]), { isTTY: false }),
    stdout: { write: (text: string) => { said.stdout += text } },
    stderr: { write: (text: string) => { said.stderr += text; resolve() } },
    env,
    signal: ended.signal
  })
  t.teardown(async () => { ended.abort(); await status })
  await printed
  const page = said.stdout.trim()
  const get = (address: string) => fetch(new URL(address, page), { redirect: 'manual' })
  const list = async (query = '') => {
    const text = await (await get(query)).text()
    const links = [...text.matchAll(/href="(go[^"]*)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'))
    return { text, links }
  }
  const follow = async (link: string) => String((await get(link)).headers.get('location'))
  return { said, status, page, get, list, follow, end: () => { ended.abort() } }
}

const openZoho = (t: Test, more: string[] = []) =>
  open(t, (surroundings) => run(['try', ...ZOHO, ...more], surroundings))

t.test('of each form of the times, a help center that expects it takes the link, and not the old one', async (t) => {
  const { list, follow } = await openZoho(t)
  for (const [index, timeClaims] of zohoDesk.time.formats.value.entries()) {
    const fake = fakeZohoDesk({ secret: SECRET, timeClaims: timeClaims as ExpectedTimeFormat })
    const { links: [now = '', old = ''] } = await list(`?format=${index}`)
    t.match(fake.receive(await follow(now)), { email: 'ada@example.com' }, `format ${index}`)
    const expired = await follow(old)
    t.throws(() => fake.receive(expired), { code: 'expired' })
    const { links: [other = ''] } = await list(`?format=${(index + 1) % 5}`)
    const wrong = await follow(other)
    t.throws(() => fake.receive(wrong), { code: /^wrong-/ })
  }
})

t.test('each open claim has a link of its own, and one token is kept for a second use', async (t) => {
  const fake = fakeZohoDesk({ secret: SECRET })
  const { list, follow, page } = await openZoho(t, ['--help-center', 'https://help.example.com/portal/en/kb'])
  const { text, links } = await list()
  for (const name of ['iat', 'first_name', 'name', 'phone', 'sub', 'email_verified', 'return_to']) {
    t.match(text, `With ${name}`)
  }
  t.match(await list('?format=99'), { text })
  const claims = []
  for (const link of links.filter((link) => !link.endsWith('&old'))) {
    const { claims: sent, returnTo } = fake.receive(await follow(link))
    claims.push(...Object.keys(sent))
    if (returnTo !== fake.helpCenterUrl) t.equal(returnTo, 'https://help.example.com/portal/en/kb')
  }
  t.ok(claims.includes('phone'))
  const twice = links.at(-1) ?? ''
  const again = await follow(twice)
  t.equal(await follow(twice), again)
  t.throws(() => fake.receive(again), { code: 'jti-reused' })
  t.not(await follow(twice.replace('format=0', 'format=1')), again)
  t.not(await follow(`${twice}&old`), await follow(`${twice}&old`))
  t.ok(page)
})

t.test('standard output has the address of the page alone, which nothing else can guess', async (t) => {
  const { said, page, get, status, end } = await openZoho(t)
  t.match(said.stdout, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/\n$/)
  t.match(said.stderr, 'Open it within 5 minutes.')
  for (const address of ['/', '/go?variant=0', 'go?variant=99', 'go', '//evil.example/']) {
    const url = address.startsWith('//') ? `${new URL(page).origin}${address}` : address
    t.equal((await get(url)).status, 404, address)
  }
  t.equal((await fetch(page, { method: 'POST' })).status, 404)
  const { headers } = await get('')
  t.match(headers.get('content-security-policy'), /default-src 'none'/)
  t.equal(headers.get('referrer-policy'), 'no-referrer')
  end()
  t.equal(await status, 0)
  await t.rejects(get(''))
})

t.test('a token for a form goes by a button, and a page itself can take one', async (t) => {
  const words = ['--email', 'ada@example.com', '--secret-env', 'KEY']
  const zendesk = fakeZendesk({ secret: SECRET })
  const form = await open(t, (surroundings) => run([
    'try', '--provider', 'zendesk', '--endpoint', zendesk.signInEndpoint, ...words
  ], surroundings))
  const { text, links: [link = ''] } = await form.list()
  t.notMatch(text, 'Form of the times')
  t.notMatch(text, 'The same token twice', 'Zendesk documents that')
  const sent = await (await form.get(link)).text()
  const [, url = '', jwt = ''] = /action="([^"]*)".*value="([^"]*)"/.exec(sent) ?? []
  t.match(zendesk.receive({ method: 'POST', url, fields: { jwt } }), { email: 'ada@example.com', name: 'Try name' })

  const portal = fakeUserVoice({ secret: SECRET })
  const page = await open(t, (surroundings) => run([
    'try', '--provider', 'user-voice', '--help-center', portal.helpCenterUrl, ...words
  ], surroundings))
  const { links: [first = ''] } = await page.list()
  t.match(portal.receive(await page.follow(first)), { email: 'ada@example.com', returnTo: portal.helpCenterUrl })
})

t.test('the page ends by itself', async (t) => {
  const trial: Trial = {
    facts: zohoDesk,
    algorithm: 'HS256',
    secret: SECRET,
    email: 'ada@example.com',
    endpoint: new URL(ENDPOINT),
    helpCenter: undefined
  }
  const { said, status } = await open(t, ({ signal: _, ...surroundings }) => serveTrial(trial, surroundings, 50))
  await status
  t.match(said.stderr, 'The page is closed.')
})

t.test('links are printed on demand', async (t) => {
  const fake = fakeZohoDesk({ secret: SECRET })
  const { status, stdout } = await runWords(['try', ...ZOHO, '--print'], { env })
  t.equal(status, 0)
  const links = [...stdout.matchAll(/(good for a minute|ended long ago) +(\S+)/g)]
  t.equal(links.length, 2 * (5 + 7 + 1))
  t.notMatch(stdout, SECRET)
  t.match(fake.receive(String(links[0]?.[2])), { email: 'ada@example.com' })
  t.throws(() => fake.receive(String(links[1]?.[2])), { code: 'expired' })
  const more = await runWords(['try', ...ZOHO, '--print', '--help-center', 'https://help.example.com/'], { env })
  t.match(more.stdout, 'With return_to')
})

t.test('what cannot be tried is one sentence and exit status 2', async (t) => {
  const rest = ['--email', 'ada@example.com', '--secret-env', 'KEY']
  for (const [words, message] of [
    [['--provider', 'nonsense', ...rest], /^There is no such provider\. Known: /],
    [rest, /^try needs --provider\. Known: /],
    [['--provider', 'zoho-desk'], /^try needs --email/],
    [['--provider', 'zoho-desk', '--email', 'ada'], /^try needs --email/],
    [['--provider', 'zoho-desk', ...rest], /^try needs --endpoint/],
    [['--provider', 'user-voice', ...rest], /^try needs --help-center/],
    [['--provider', 'canny', '--email', 'ada@example.com'], /^try needs the secret/],
    [['--provider', 'zoho-desk', ...rest, '--endpoint', 'x'], /^--endpoint has to be an absolute/],
    [['--provider', 'zendesk', ...rest, '--endpoint', ENDPOINT, '--print'], /^Zendesk takes its token from a form/],
    [['--provider', 'intercom', ...rest], /^For Intercom no links can be made up: its token goes to a script/],
    [['--provider', 'discourse', ...rest], /^For Discourse no links can be made up: it begins every sign-in/],
    [['--provider', 'mintlify', ...rest], /^For Mintlify no links can be made up: it has no shared secret/],
    [['--provider', 'pylon', ...rest], /^For Pylon no links can be made up: its token names settings/],
    [['--provider', 'zendesk', ...rest, 'more'], /^try takes options only/]
  ] as const) {
    const { status, stdout, stderr } = await runWords(['try', ...words], { env })
    t.equal(status, 2, words.join(' '))
    t.equal(stdout, '')
    t.match(stderr, message)
    t.notMatch(stderr, SECRET)
  }
  t.ok(readArguments(['try', ...ZOHO, '--print']).flag('print'))
})

t.test('nanoseconds keep every digit', async (t) => {
  t.equal(writeTime(1_763_726_400_123, { unit: 'nanoseconds', type: 'string' }), '1763726400123000000')
  t.equal(writeTime(1_763_726_400_999, { unit: 'seconds', type: 'number' }), 1_763_726_400)
})
