import { test, type Test } from 'tap'
import { check } from '../../../lib/cli/check/check.ts'
import type { Finding } from '../../../lib/cli/finding.ts'
import { signInByHand } from '../../../lib/cli/check/manual.ts'
import { Session } from '../../../lib/cli/check/session.ts'
import { findContract } from '../../../lib/cli/check/walk-contract.ts'
import { HELP_CENTER, page, redirect, SECRET, startHost, type Host, type Visit } from '../reports/host.ts'
import { zoho, ZOHO } from '../reports/vendors.ts'

/** A sign-in page that believes everybody who posts. */
const believing = (next: (visit: Visit) => string) => (visit: Visit): void => {
  const { request, response, query } = visit
  if (request.method === 'POST') {
    response.setHeader('set-cookie', 'sid=ada; Path=/; HttpOnly; SameSite=Lax')
    return redirect(response, next(visit), 303)
  }
  page(response, '<form method="post" ' +
    `action="/sign-in?next=${encodeURIComponent(query.get('next') ?? '')}"><button></form>`)
}

/** A person's browser: opens the address, posts the form, follows. */
async function signIn (lines: string, finish: boolean): Promise<string> {
  const [start = '', done = ''] = lines.match(/http:\/\/127\.0\.0\.1:\d+\S*/g) ?? []
  const signInPage = await fetch(start)
  const posted = await fetch(signInPage.url, { method: 'POST', body: new URLSearchParams({ user: 'ada' }) })
  return (finish ? await fetch(done) : posted).text()
}

async function checkByHand (t: Test, host: Host, finish = false): Promise<{ findings: Finding[], shown: string }> {
  const { origin, close } = await startHost(host)
  t.teardown(close)
  const loginUrl = new URL('/login', origin)
  let shown = ''
  const { findings } = await check({
    target: {
      loginUrl,
      contract: findContract('zoho-desk')!,
      endpoint: new URL(ZOHO),
      helpCenter: new URL(HELP_CENTER),
      secret: SECRET,
      logoutUrl: undefined,
      also: []
    },
    session: Session.nobody(loginUrl),
    net: {},
    signIn: (inbound, target) => signInByHand({
      target,
      net: {},
      inbound,
      say: (lines) => { signIn(lines, finish).then((text) => { shown = text }, t.error) }
    })
  })
  return { findings, shown }
}

const next = ({ query }: Visit): string => query.get('next') ?? '/'

test('A person signs in by hand, and the walk goes on with that session', async (t) => {
  const { findings, shown } = await checkByHand(t, { login: zoho(), signInPage: believing(next) })
  t.strictSame(findings.filter(({ level }) => ['problem', 'warning'].includes(level)), [])
  t.ok(findings.some(({ code, level }) => code === 'way-back-lost' && level === 'ok'))
  t.ok(findings.some(({ code }) => code === 'signature-fits'))
  t.notOk(findings.some(({ code }) => code === 'cookie-flags-unknown'), 'the flags are known')
  t.match(shown, 'The check goes on in the terminal')
  t.notMatch(shown, /eyJ/, 'the token stays here')
})

test('A sign-in page that forgets where the visitor came from is named', async (t) => {
  const { findings } = await checkByHand(t, { login: zoho(), signInPage: believing(() => '/') }, true)
  t.match(findings.filter(({ level }) => level === 'warning'), [{ code: 'way-back-lost' }])
})

test('Nobody who signs in is waited for without end', async (t) => {
  const { origin, close } = await startHost({ login: zoho() })
  t.teardown(close)
  const target = {
    loginUrl: new URL('/login', origin),
    contract: findContract('zoho-desk')!,
    endpoint: undefined,
    helpCenter: undefined,
    secret: undefined,
    logoutUrl: undefined,
    also: []
  }
  const inbound = { url: target.loginUrl, sent: {}, returnTo: undefined }
  await t.rejects(signInByHand({ target, net: {}, inbound, say: () => {}, timeLimit: 10 }), /Nobody signed in within/)
})
