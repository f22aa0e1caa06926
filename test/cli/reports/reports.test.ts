import { test, type Test } from 'tap'
import { check } from '../../../lib/cli/check/check.ts'
import type { Finding } from '../../../lib/cli/finding.ts'
import { Session } from '../../../lib/cli/check/session.ts'
import { findContract } from '../../../lib/cli/check/walk-contract.ts'
import { HELP_CENTER, SECRET, startHost, type Host } from './host.ts'
import type { Report } from './report.ts'
import { tokenReports } from './tokens.ts'
import { walkReports } from './walks.ts'

/** What `check` says about one of the two apps of a report. */
async function checkHost (t: Test, host: Host, report: Report): Promise<Finding[]> {
  const { origin, close } = await startHost(host)
  t.teardown(close)
  const loginUrl = new URL('/login', origin)
  const { findings } = await check({
    target: {
      loginUrl,
      contract: findContract(report.provider)!,
      endpoint: report.endpoint === undefined ? undefined : new URL(report.endpoint),
      helpCenter: new URL(report.helpCenter ?? HELP_CENTER),
      secret: report.secret ?? SECRET,
      logoutUrl: report.logout ? new URL('/logout', origin) : undefined,
      also: []
    },
    session: report.asNobody ? Session.nobody(loginUrl) : Session.nobody(loginUrl).with(new Map([['sid', 'ada']])),
    net: {}
  })
  return findings
}

for (const report of [...tokenReports, ...walkReports]) {
  const { id, title, level, code, seen } = report
  test(`${id}: ${title}`, async (t) => {
    const found = await checkHost(t, report.faulty, report)
    t.match(found.filter((one) => one.code === code && one.level === level).map((one) => `${one.seen} ` +
      `${one.title}`).join('\n'),
    seen, 'names the fault')

    const mended = await checkHost(t, report.mended, report)
    t.strictSame(mended.filter((one) => ['problem', 'warning'].includes(one.level)), [], 'is content once it is mended')
  })
}
