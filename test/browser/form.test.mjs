import assert from 'node:assert/strict'
import { zendesk as createProvider } from 'fastify-help-center'
import { recordTraffic, startServer } from './fixtures/sides.mjs'
import { describeInChromium } from './fixtures/suite.mjs'
import { startFromArticle, startHost, startVendorSides } from './fixtures/vendor-sides.mjs'
import { assertSignedInAtHelpCenter, heading } from './fixtures/visitor.mjs'

const posts = ({ traffic }) => traffic.filter(({ method, path }) => method === 'POST' && path === '/access/jwt')

describeInChromium('A token that is posted by a form', (test) => {
  test('signs in under the strictest policy of the host app, and is in no address (L2)', async ({ page, defer }) => {
    const sides = await startVendorSides('zendesk', defer)
    await startFromArticle(page, sides)
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(page.url(), sides.articleUrl)
    assert.deepEqual(posts(sides).map(({ status }) => status), [303])
    assert.deepEqual(sides.lines.filter((line) => line.includes('eyJ')), [])
  })

  test('is not posted again by Back, forward or reload (L7)', async ({ page, defer }) => {
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

  test('needs one press of a button where scripts are off (X2)', async ({ browser, defer }) => {
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

  test('leads on to a domain of the help center\'s own, to which the vendor redirects (X4)', async ({
    page, defer
  }) => {
    const mapped = await startServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Help</title><h1>Mapped domain</h1>')
    }, defer)
    const zendesk = await startServer((_request, response) => {
      response.writeHead(303, { location: `${mapped.origin}/hc` }).end()
    }, defer)
    const vendor = recordTraffic(zendesk)
    const { hostUrl } = await startHost({
      provider: createProvider({
        zendeskUrl: zendesk.origin,
        helpCenterUrl: `${mapped.origin}/hc`,
        secret: 's'.repeat(31) + 't',
        allowInsecure: true
      })
    }, defer)
    await page.goto(`${hostUrl}/help-center/login`)
    await heading(page, 'Mapped domain')
    assert.deepEqual(vendor.map(({ method, status }) => [method, status]), [['POST', 303]])
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
