import assert from 'node:assert/strict'
import { describeInChromium } from './fixtures/suite.mjs'
import { startFromArticle, startVendorSides } from './fixtures/vendor-sides.mjs'
import { assertSignedInAtHelpCenter, heading } from './fixtures/visitor.mjs'

describeInChromium('A token behind the "#" of an address', (test) => {
  test('arrives bare, signs in, and is in the log of no server', async ({ page, defer }) => {
    const sides = await startVendorSides('mintlify', defer)
    const locations = []
    page.on('response', async (response) => locations.push(response.headers().location ?? ''))
    await startFromArticle(page, sides)
    await assertSignedInAtHelpCenter(page, 'Reader')
    assert.equal(page.url(), sides.articleUrl)
    const [handoff] = locations.filter((location) => location.includes('#'))
    assert.match(handoff, /\/login\/jwt-callback\?redirect=[^#]+#eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
    assert.deepEqual(sides.lines.filter((line) => line.includes('eyJ')), [])
    assert.equal(sides.fake.signIns, 1)
  })

  test('is not used again by Back, forward or reload', async ({ page, defer }) => {
    const sides = await startVendorSides('mintlify', defer)
    await startFromArticle(page, sides)
    await assertSignedInAtHelpCenter(page, 'Reader')
    await page.reload()
    await page.goBack()
    await heading(page, 'Reset your router')
    await page.goForward()
    await assertSignedInAtHelpCenter(page, 'Reader')
    assert.equal(sides.fake.signIns, 1)
    assert.deepEqual(sides.fake.refusals, [])
  })
})
