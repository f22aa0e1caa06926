import { test } from 'tap'
import { Course } from '../../../lib/cli/check/course.ts'
import { judgeCookies } from '../../../lib/cli/check/judge-cookies.ts'
import { Session } from '../../../lib/cli/check/session.ts'
import { findContract } from '../../../lib/cli/check/walk-contract.ts'

function judge (address: string, ...lines: string[]): string[] {
  const loginUrl = new URL('https://app.example.com/sso/login')
  const session = Session.nobody(loginUrl)
  const course = new Course({
    target: {
      loginUrl,
      contract: findContract('zendesk')!,
      endpoint: undefined,
      helpCenter: undefined,
      secret: undefined,
      logoutUrl: undefined,
      also: []
    },
    net: {},
    session
  })
  course.setCookies.push(...session.copy().take(new URL(address), lines))
  judgeCookies(course)
  return course.findings.map(({ level, code }) => `${level} ${code}`)
}

const APP = 'https://app.example.com/sign-in'

test('A session cookie is judged by what browsers do with its flags', async (t) => {
  const cases: ReadonlyArray<readonly [address: string, cookie: string, found: readonly string[]]> = [
    [APP, 'sid=1; Path=/; Secure; SameSite=Lax', ['ok cookie-same-site']],
    [APP, 'sid=1; Path=/; Secure; SameSite=None', ['ok cookie-same-site']],
    [APP, 'sid=1; Path=/; Secure; SameSite=Strict', ['problem cookie-same-site']],
    [APP, 'theme=1; Path=/; SameSite=Strict', ['info cookie-same-site']],
    [APP, 'sid=1; Path=/', ['warning cookie-not-secure', 'ok cookie-same-site']],
    [APP, 'sid=1; Path=/sso; Secure', ['ok cookie-same-site']],
    [APP, 'sid=1; Path=/sso/; Secure', ['ok cookie-same-site']],
    [APP, 'sid=1; Path=/admin; Secure', ['problem cookie-path', 'ok cookie-same-site']],
    [APP, 'sid=1; Path=/; SameSite=None', ['problem cookie-refused', 'warning cookie-not-secure']],
    [APP, 'theme=1; Path=/; SameSite=None', ['warning cookie-refused']],
    [APP, '__Host-sid=1; Path=/', ['problem cookie-refused']],
    [APP, 'sid=1; Domain=other.example.com', ['problem cookie-refused']],
    [APP, 'sid=; Path=/', []],
    [APP, 'x7=1; Path=/; Secure; HttpOnly', ['ok cookie-same-site']],
    [APP, 'x7=1; Path=/; Secure', []],
    ['https://accounts.example.com/', 'sid=1; Path=/; Secure', ['problem cookie-other-host', 'ok cookie-same-site']],
    ['https://accounts.example.com/', 'sid=1; Path=/; Secure; Domain=example.com', ['ok cookie-same-site']],
    ['https://www.app.example.com/', 'sid=1; Path=/; Secure; Domain=app.example.com', ['ok cookie-same-site']],
    ['http://app.example.com/', 'sid=1; Path=/; Secure', ['problem cookie-refused']]
  ]
  for (const [address, cookie, found] of cases) t.strictSame(judge(address, cookie), found, `${address} ${cookie}`)
})

test('Where several cookies are set, one that sounds like nothing is not taken for the session', async (t) => {
  t.strictSame(judge(APP, 'x7=1; Path=/; HttpOnly', 'y8=1; Path=/; HttpOnly'), [])
})
