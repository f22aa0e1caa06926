import t from 'tap'
import * as vendors from '../../../lib/facts/index.ts'
import type { VendorFacts } from '../../../lib/facts/fact.ts'
import { inspect } from '../../../lib/cli/inspect/inspect.ts'
import { NOW, reports } from './seen-in-token.ts'

const facts: Readonly<Record<string, VendorFacts>> = vendors

for (const { id, provider, level, code, says, broken, mended } of reports) {
  const look = (input: { pasted: string, key?: string }) =>
    inspect({ facts: facts[provider]!, now: NOW + 2000, ...input })

  t.test(`inspect reports ${id} as ${code}`, async (t) => {
    for (const input of broken) {
      const { findings } = look(input)
      const found = findings.find((finding) =>
        finding.level === level && finding.code === code && says.test(finding.seen))
      t.ok(found, JSON.stringify(findings.filter((finding) => !['ok'].includes(finding.level)).map((f) =>
        [f.level, f.code, f.seen])))
      t.ok(level === 'info' || (found?.cure !== '' && found?.meaning !== ''), 'says what it means and what to do')
    }
  })

  t.test(`inspect finds no fault in ${id} once it is mended`, async (t) => {
    const { findings } = look(mended)
    t.same(findings.filter((finding) => ['problem', 'warning'].includes(finding.level)), [])
  })

  t.test(`inspect shows neither token, secret nor address for ${id}`, async (t) => {
    for (const input of [...broken, mended]) {
      const shown = JSON.stringify(look(input))
      t.notMatch(shown, 'ada@example.com')
      t.notMatch(shown, /eyJ/)
      if (input.key) t.notOk(shown.includes(input.key))
    }
  })
}
