import t from 'tap'
import { disagreeWithFake } from './agree-fake.ts'
import { disagreeWithGuide } from './agree-guide.ts'
import { disagreeWithPreset, viewPreset } from './agree-preset.ts'
import { SUBJECTS } from './subjects.ts'

for (const [vendor, subject] of Object.entries(SUBJECTS)) {
  t.test(`${vendor}: preset and facts agree`, async (t) => {
    t.strictSame(disagreeWithPreset(subject.facts, viewPreset(subject)), [])
  })

  t.test(`${vendor}: fake and facts agree`, async (t) => {
    t.strictSame([...disagreeWithFake(subject.facts, subject)], [])
  })

  t.test(`${vendor}: guide and facts agree`, async (t) => {
    t.strictSame(disagreeWithGuide(subject.facts), [])
  })
}
