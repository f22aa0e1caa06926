import t from 'tap'
import type { VendorFacts } from '../../lib/facts/fact.ts'
import * as contracts from '../../lib/facts/index.ts'
import { describeOpenPoints } from '../../lib/facts/open-points.ts'

const { canny } = contracts
const read = (day: string) => ({ title: 'a page', read: day })
const older: VendorFacts = {
  ...canny,
  vendor: 'older',
  name: 'Older Desk',
  sources: { redirect: read('2026-05-02'), tokens: read('2026-01-31'), code: read('2026-03-01') },
  handoff: {
    ...canny.handoff,
    token: { value: 'jwt', certainty: 'likely', source: 'redirect', note: 'Seen once.' },
    way: { value: 'query', certainty: 'unclear', source: 'code' }
  },
  questions: [{ question: 'Later?', asked: '2026-06-01' }, { question: 'Sooner?', asked: '2026-02-01' }]
}

t.test('the vendor whose documents were not read for longest is in front, its oldest points first', async (t) => {
  const text = describeOpenPoints([canny, older])
  t.ok(text.indexOf('Older Desk') < text.indexOf('Canny'))
  t.strictSame(text.split('\n\n')[0]?.split('\n'), [
    'Older Desk, read on 2026-01-31',
    '  2026-02-01  ? Sooner?',
    '  2026-06-01  ? Later?',
    '  2026-03-01  unclear handoff.way = "query"',
    '  2026-05-02  likely handoff.token = "jwt"  (Seen once.)'
  ])
})

t.test('every open question and every fact that is not documented is listed', async (t) => {
  const all = Object.values<VendorFacts>(contracts)
  const text = describeOpenPoints(all)
  for (const { name, questions } of all) {
    t.match(text, new RegExp(`^${name}, read on 2026-`, 'm'))
    for (const { question } of questions) t.ok(text.includes(` ? ${question}\n`), question)
  }
  const unsure = JSON.stringify(all).match(/"certainty":"(?:likely|unclear)"/g) ?? []
  t.equal(text.match(/^ {2}\S+ {2}(?:likely|unclear) /gm)?.length, unsure.length)
})
