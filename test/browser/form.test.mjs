import assert from 'node:assert/strict'
import { describeInChromium } from './fixtures/suite.mjs'
import { isAvailable, startFromArticle, startVendorSides } from './fixtures/vendor-sides.mjs'
import { assertSignedInAtHelpCenter, heading } from './fixtures/visitor.mjs'

const posts = ({ traffic }) => traffic.filter(({ method, path }) => method === 'POST' && path === '/access/jwt')

if (isAvailable('zendesk')) {
  describeInChromium('A token that is posted by a form', (test) => {
    test('signs in under the strictest policy of the host app, and is in no address', async ({ page, defer }) => {
      const sides = await startVendorSides('zendesk', defer)
      await startFromArticle(page, sides)
      await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
      assert.equal(page.url(), sides.articleUrl)
      assert.deepEqual(posts(sides).map(({ status }) => status), [303])
      assert.deepEqual(sides.lines.filter((line) => line.includes('eyJ')), [])
    })

    test('is not posted again by Back, forward or reload', async ({ page, defer }) => {
      const sides = await startVendorSides('zendesk', defer)
      await startFromArticle(page, sides)
      await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
      await page.reload()
      await page.goBack()
      await heading(page, 'Reset your router')
      await page.goForward()
      await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
      assert.deepEqual(posts(sides).map(({ status }) => status), [303])
      assert.deepEqual(sides.fake.refusals, [])
    })

    test('needs one press of a button where scripts are off', async ({ browser, defer }) => {
      const sides = await startVendorSides('zendesk', defer)
      const context = await browser.newContext({ javaScriptEnabled: false })
      defer(() => context.close())
      const page = await context.newPage()
      await startFromArticle(page, sides)
      assert.equal(posts(sides).length, 0)
      await page.getByRole('button', { name: 'Continue' }).click()
      await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
      assert.equal(page.url(), sides.articleUrl)
      assert.deepEqual(posts(sides).map(({ status }) => status), [303])
    })

    test('that is refused is explained by the host app, whose session goes on', async ({ page, defer }) => {
      const sides = await startVendorSides('zendesk', defer)
      sides.state.secret = 'a secret that the help center does not know'
      await startFromArticle(page, sides)
      await page.waitForURL((url) => url.href.startsWith(`${sides.hostUrl}/help-center/logout`))
      await page.getByText('FST_HELP_CENTER_REFUSED_BY_VENDOR').waitFor()
      assert.equal(sides.state.signedOut, 0)
      assert.deepEqual(sides.fake.refusals.map(({ code }) => code), ['wrong-signature'])
    })
  })
}
