import { test } from 'tap'
import type { Course } from '../../../lib/cli/check/course.ts'
import { readPage } from '../../../lib/cli/check/html.ts'
import { judgeCookies } from '../../../lib/cli/check/judge-cookies.ts'
import { Session } from '../../../lib/cli/check/session.ts'
import { beginCourse } from '../fixtures/course.ts'

function judge (address: string, ...lines: string[]): string[] {
  return judgeAll(address, ...lines).findings.map(({ level, code }) => `${level} ${code}`)
}

function judgeAll (address: string, ...lines: string[]): Course {
  const loginUrl = new URL('https://app.example.com/sso/login')
  const session = Session.nobody(loginUrl)
  const course = beginCourse(loginUrl, session)
  course.setCookies.push(...session.copy().take(new URL(address), lines))
  judgeCookies(course)
  return course
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

test('The page and the cookie are named without a token or an e-mail address in them', async (t) => {
  const token = `eyJhbGciOiJIUzI1NiJ9.${'a'.repeat(30)}.${'b'.repeat(30)}`
  const page = `https://app.example.com/u/ada@example.com/ada%40example.com/${token}`
  for (const flags of ['Path=/; Secure; SameSite=Strict', 'Path=/admin; Secure', 'Path=/']) {
    const { findings } = judgeAll(page, `sid-${token}-ada@example.com=1; ${flags}`)
    t.ok(findings.length > 0)
    t.match(JSON.stringify(findings), '/u/a…@example.com/a…%40example.com/[token] sets the cookie sid-[token]')
    t.notMatch(JSON.stringify(findings), /eyJ|aaa|bbb|ada/)
  }
})

test('A title is masked before it is cut', async (t) => {
  const { title } = readPage(`<title>${'x'.repeat(70)} eyJhbGciOiJIUzI1NiJ9.${'a'.repeat(300)}.b</title>`)
  t.equal(title, `${'x'.repeat(70)} [token]`)
})
