import { test } from 'tap'
import { judgeOwnForm } from '../../../lib/cli/check/judge-form-action.ts'
import type { Answer } from '../../../lib/cli/check/send.ts'
import { beginCourse } from '../fixtures/course.ts'

const loginUrl = new URL('https://app.example.com/login')

function allows (policy: string, action: string, page = loginUrl): boolean {
  const course = beginCourse(loginUrl)
  const headers = { 'content-type': 'text/html', 'content-security-policy': policy }
  judgeOwnForm({ url: page, headers, body: '<form>' } as unknown as Answer, new URL(action), course)
  return course.findings.every(({ level }) => level === 'ok')
}

test('form-action allows what browsers allow', async (t) => {
  const help = 'https://help.example.com/x'
  const cases: ReadonlyArray<readonly [sources: string, action: string, isAllowed: boolean]> = [
    ['*', help, true],
    ["'self'", help, false],
    ["'self'", 'https://app.example.com/sso', true],
    ["'none'", help, false],
    ['', help, false],
    ['https:', help, true],
    ['https://', help, false],
    ['http:', help, true],
    ['wss:', help, false],
    ['https://help.example.com', help, true],
    ['HTTPS://HELP.example.com/any', help, true],
    ['http://help.example.com', help, true],
    ['https://help.example.com', 'http://help.example.com/x', false],
    ['help.example.com', help, true],
    ['*.example.com', help, true],
    ['*.other.com', help, false],
    ['*.help.example.com', help, false],
    ['https://*', help, true],
    ['help.example.com:*', help, true],
    ['help.example.com:443', help, true],
    ['help.example.com:8443', help, false],
    ['help.example.com:8443', 'https://help.example.com:8443/x', true],
    ['help.example.com', 'https://help.example.com:8443/x', false],
    ['http://help.example.com:80', 'http://help.example.com/x', true]
  ]
  for (const [sources, action, isAllowed] of cases) {
    t.equal(allows(`default-src 'none'; form-action ${sources}`, action), isAllowed, `${sources} for ${action}`)
  }
  t.ok(allows("default-src 'none'", help), 'default-src says nothing about forms')
  t.notOk(allows("form-action https:, form-action 'self'", help), 'of two policies both count')
})
