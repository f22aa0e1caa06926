import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { buildHostApp } from '../../examples/trial/host-app.js'
import { LAUNCH_OPTIONS } from './fixtures/chromium.mjs'
import { startServer } from './fixtures/sides.mjs'
import { describeInChromium } from './fixtures/suite.mjs'
import {
  asVisitor, assertGuestAtHelpCenter, assertSignedInAtHelpCenter, fillSignInForm, heading, signInFromHelpCenter
} from './fixtures/visitor.mjs'

describeInChromium('The back button', (test) => {
  test('after sign-in sends no token a second time and traps nobody', async ({ sides, page }) => {
    await page.goto(sides.articleUrl)
    await signInFromHelpCenter(page)
    await page.goBack()
    await heading(page, 'You are signed in')
    assert.equal(sides.handoffs().length, 1)

    // The way on makes a new token; the way back leads out.
    await page.getByRole('link', { name: 'Go on' }).click()
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(page.url(), sides.articleUrl)
    const [first, second, ...more] = sides.handoffs()
    assert.notEqual(first.query.get('jwt'), second.query.get('jwt'))
    assert.deepEqual([first.status, second.status, more.length], [303, 303, 0])

    await page.goBack()
    await page.goBack()
    await heading(page, 'Reset your router')
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(sides.handoffs().length, 2)
  })

  test('and reload are harmless after a sign-in without any form', async ({ sides, page }) => {
    await page.goto(`${sides.hostUrl}/sign-in`)
    await fillSignInForm(page)
    await heading(page, 'Hello, Mira')
    await page.getByRole('link', { name: 'Open the help center' }).click()
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    await page.reload()
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    await page.goBack()
    await heading(page, 'Hello, Mira')
    await page.goForward()
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.deepEqual(sides.handoffs().map(({ status }) => status), [303])
  })
})

describeInChromium('A wrong secret', (test) => {
  test('is explained to the visitor, listed for the admin, and cured by pasting the new one', async ({
    sides, visitor, page
  }) => {
    const admin = await visitor.context.newPage()
    await admin.goto(`${sides.helpCenterUrl}/admin`)
    await admin.getByText('No sign-in has been refused.').waitFor()
    await admin.getByRole('button', { name: 'Regenerate secret key' }).click()
    await admin.getByText('There is a new secret key.').waitFor()
    const newSecret = await admin.getByLabel('JWT Secret Key').inputValue()

    await page.goto(sides.articleUrl)
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await fillSignInForm(page)
    await heading(page, 'You could not be signed in')
    await page.getByText('The key here and the key in your app do not match').waitFor()
    assert.deepEqual(sides.handoffs().map(({ status }) => status), [403])

    await admin.reload()
    const row = admin.getByRole('row').filter({ hasText: 'wrong-signature' })
    assert.equal(await row.count(), 1)
    assert.match(await row.innerText(), /do not match: copy it again/)

    await page.getByRole('link', { name: 'Go on as a guest' }).click()
    await assertGuestAtHelpCenter(page)

    await admin.goto(`${sides.hostUrl}/settings`)
    await admin.getByLabel('JWT Secret Key').fill(newSecret)
    await admin.getByRole('button', { name: 'Save' }).click()
    await admin.getByText('The new secret is in use.').waitFor()

    await page.goto(sides.articleUrl)
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(page.url(), sides.articleUrl)
    assert.deepEqual(sides.handoffs().map(({ status }) => status), [403, 303])
  })

  test('is void once the JWT configuration is deleted, and visitors sign up at the help center', async ({
    sides, visitor, page
  }) => {
    const admin = await visitor.context.newPage()
    await admin.goto(`${sides.helpCenterUrl}/admin`)
    await admin.getByRole('button', { name: 'Delete JWT authentication' }).click()
    await admin.getByText('JWT authentication is deleted.').waitFor()

    await page.goto(`${sides.hostUrl}/help`)
    await fillSignInForm(page)
    await heading(page, 'You could not be signed in')
    await page.getByText('JWT authentication has been deleted for this help center.').waitFor()

    await page.goto(sides.articleUrl)
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await heading(page, 'Sign up')
    assert.deepEqual(sides.handoffs().map(({ status }) => status), [403])
  })
})

describeInChromium('An e-mail address that is not confirmed', (test) => {
  test('gets no token, and the same link works once it is confirmed', async ({ sides, visitor, page }) => {
    await page.goto(sides.articleUrl)
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await fillSignInForm(page, 'nadia@example.com')
    await heading(page, 'Confirm your e-mail address first')
    await page.getByText('FST_HELP_CENTER_EMAIL_NOT_VERIFIED').waitFor()
    assert.equal(sides.logins().at(-1).status, 403)
    assert.equal(sides.handoffs().length, 0)

    const otherTab = await visitor.context.newPage()
    await otherTab.goto(sides.hostUrl)
    await otherTab.getByRole('button', { name: 'Confirm my e-mail address' }).click()
    await otherTab.getByText('Your e-mail address is confirmed.').waitFor()

    await page.getByRole('link', { name: 'Try again' }).click()
    await assertSignedInAtHelpCenter(page, 'Nadia Rossi')
    assert.equal(page.url(), sides.articleUrl)
  })
})

describeInChromium('A help center that refuses and sends the browser straight back', (test) => {
  test('gets three tokens, and then the visitor an explanation', async ({ page, defer }) => {
    const bouncer = await startBouncer(defer)
    const app = await buildHostApp({
      signInEndpoint: `${bouncer.origin}/accounts/p/8-1/signin/jwt/auth?return_to=&jwt=`,
      helpCenterUrl: `${bouncer.origin}/portal/en/home`,
      secret: 'a secret that nobody else in here knows'
    })
    defer(() => app.close())
    await app.listen({ host: 'localhost', port: 0 })
    bouncer.remoteLoginUrl = `http://localhost:${app.server.address().port}/help-center/login`
    await page.goto(`${bouncer.remoteLoginUrl}?return_to=${encodeURIComponent(`${bouncer.origin}/portal/en/kb`)}`)
    await heading(page, 'Sign in')
    await fillSignInForm(page)
    await heading(page, 'Too many redirects')
    await page.getByText('FST_HELP_CENTER_TOO_MANY_SIGN_INS').waitFor()
    assert.ok(page.url().startsWith(bouncer.remoteLoginUrl), page.url())
    assert.equal(new Set(bouncer.tokens).size, 3)
    assert.equal(bouncer.tokens.length, 3)

    const [response] = await Promise.all([
      page.waitForResponse(bouncer.remoteLoginUrl + '**'),
      page.getByRole('link', { name: 'Try again' }).click()
    ])
    assert.equal(response.status(), 429)
    assert.ok(Number(response.headers()['retry-after']) > 0)
    await heading(page, 'Too many redirects')
    assert.equal(bouncer.tokens.length, 3, 'trying again at once makes no further token')
  })
})

describeInChromium('A visitor without cookies', (test) => {
  test('is told so where they are switched off, and nothing goes round in circles', async ({ sides, defer }) => {
    const profile = await mkdtemp(join(tmpdir(), 'help-center-profile-'))
    defer(() => rm(profile, { recursive: true, force: true }))
    await mkdir(join(profile, 'Default'))
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } }
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences))
    const context = await chromium.launchPersistentContext(profile, LAUNCH_OPTIONS)
    defer(() => context.close())
    context.setDefaultTimeout(10_000)

    const { page, complaints } = await asVisitor(context)
    await page.goto(sides.articleUrl)
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await fillSignInForm(page)
    await page.getByText('Please allow cookies for this site').waitFor()
    assert.deepEqual(await context.cookies(), [], 'this browser takes no cookies')
    assert.equal(sides.logins().length, 1)
    assert.equal(sides.handoffs().length, 0)
    assert.deepEqual(complaints, [])
  })

  test('is a guest again where they were deleted, and may sign in anew', async ({ sides, visitor, page }) => {
    await page.goto(sides.articleUrl)
    await signInFromHelpCenter(page)
    await visitor.context.clearCookies()
    await page.reload()
    await assertGuestAtHelpCenter(page)
    await signInFromHelpCenter(page)
    assert.equal(page.url(), sides.articleUrl)
    assert.deepEqual(sides.handoffs().map(({ status }) => status), [303, 303])
  })
})

/** A help center at its worst: whatever arrives is sent back to the Remote Login URL at once. */
async function startBouncer (defer) {
  const bouncer = { remoteLoginUrl: '', tokens: [] }
  const { origin } = await startServer((request, response) => {
    const token = new URL(request.url, origin).searchParams.get('jwt')
    if (token !== null) bouncer.tokens.push(token)
    response.writeHead(303, { location: bouncer.remoteLoginUrl }).end()
  }, defer)
  return Object.assign(bouncer, { origin })
}
