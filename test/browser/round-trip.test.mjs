import assert from 'node:assert/strict'
import { describeInChromium } from './fixtures/suite.mjs'
import {
  assertGuestAtHelpCenter, assertSignedInAtHelpCenter, fillSignInForm, heading, isSignedInAtHost, newVisitor,
  signInFromHelpCenter
} from './fixtures/visitor.mjs'

describeInChromium('A round trip', (test) => {
  test('leads a guest to sign-in, to their own tickets, and out of both sides again', async ({
    sides, visitor, page
  }) => {
    await page.goto(sides.fake.helpCenterUrl)
    await assertGuestAtHelpCenter(page)

    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await heading(page, 'Sign in')
    assert.ok(page.url().startsWith(`${sides.hostUrl}/sign-in?next=%2Fhelp-center%2Flogin`), page.url())
    assert.equal(sides.handoffs().length, 0)

    await fillSignInForm(page)
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(page.url(), sides.fake.helpCenterUrl)
    assert.deepEqual(sides.handoffs().map(({ method, status }) => [method, status]), [['GET', 303]])
    assert.deepEqual(sides.logins().map(({ status }) => status), [303, 303], 'once to the sign-in page, once back')

    await submitTicket(page, 'The light blinks red')
    assert.equal(page.url(), `${sides.helpCenterUrl}/portal/en/myarea?sent`)
    await page.getByRole('heading', { name: 'The light blinks red' }).waitFor()

    await page.getByRole('link', { name: 'Sign out' }).click()
    await assertGuestAtHelpCenter(page)
    assert.equal(page.url(), sides.fake.helpCenterUrl)
    assert.deepEqual(sides.logouts().map(({ status }) => status), [303])
    assert.equal(await isSignedInAtHost(visitor, sides.hostUrl), false)

    await page.goto(`${sides.helpCenterUrl}/portal/en/myarea`)
    await heading(page, 'Sign in')
    assert.equal(sides.handoffs().length, 1, 'signing out leads to no new token')
  })

  test('ends both sessions for good: cookies kept from before the sign-out are worth nothing', async ({
    sides, visitor, page, browser, defer
  }) => {
    await page.goto(sides.articleUrl)
    await signInFromHelpCenter(page)
    const kept = await visitor.context.cookies()
    assert.equal(kept.length >= 2, true)
    await page.getByRole('link', { name: 'Sign out' }).click()
    await assertGuestAtHelpCenter(page)

    const thief = await newVisitor(browser, defer)
    await thief.context.addCookies(kept)
    assert.equal(await isSignedInAtHost(thief, sides.hostUrl), false)
    await thief.page.goto(sides.articleUrl)
    await assertGuestAtHelpCenter(thief.page)
  })

  test('shows each visitor their own tickets only', async ({ sides, page, browser, defer }) => {
    await page.goto(sides.articleUrl)
    await signInFromHelpCenter(page)
    await submitTicket(page, 'Only for Mira')

    const tomas = await newVisitor(browser, defer)
    await tomas.page.goto(sides.articleUrl)
    await signInFromHelpCenter(tomas.page, 'tomas@example.com')
    await assertSignedInAtHelpCenter(tomas.page, 'Tomas Okafor')
    await tomas.page.getByRole('link', { name: 'My tickets' }).click()
    await tomas.page.getByText('You have not submitted any tickets yet.').waitFor()
  })

  test('leaves a guest a guest who does not click "Sign in"', async ({ sides, page }) => {
    for (const path of ['home', 'kb', 'kb/articles/reset-your-router', 'community', 'newticket']) {
      const response = await page.goto(`${sides.helpCenterUrl}/portal/en/${path}`)
      assert.equal(response.status(), 200)
      await assertGuestAtHelpCenter(page)
    }
    assert.deepEqual([sides.logins().length, sides.handoffs().length], [0, 0])
  })
})

describeInChromium('The page where a visit began', (test) => {
  test('is kept through the sign-in page', async ({ sides, page }) => {
    await page.goto(sides.articleUrl)
    await signInFromHelpCenter(page)
    assert.equal(page.url(), sides.articleUrl)
    await heading(page, 'Reset your router')
    assert.equal(sides.handoffs()[0].query.get('return_to'), sides.articleUrl)
  })

  test('is kept through a mistyped password', async ({ sides, page }) => {
    await page.goto(sides.articleUrl)
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel('E-mail').fill('mira@example.com')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('There is no such account, or the password is wrong.').waitFor()
    await fillSignInForm(page)
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(page.url(), sides.articleUrl)
  })

  test('is kept without any form for a visitor who is signed in at the host app', async ({ sides, page }) => {
    await signInAtHost(page, sides)
    await page.goto(sides.articleUrl)
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(page.url(), sides.articleUrl)
    assert.equal(sides.handoffs().length, 1)
  })

  test('is kept for each of two tabs, whichever signs in first', async ({ sides, visitor, page: first }) => {
    const otherArticle = `${sides.helpCenterUrl}/portal/en/kb/articles/move-to-a-new-home`
    const second = await visitor.context.newPage()
    for (const [tab, article] of [[first, sides.articleUrl], [second, otherArticle]]) {
      await tab.goto(article)
      await tab.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
      await heading(tab, 'Sign in')
    }
    // Whatever is kept in a cookie now belongs to the second tab.
    for (const [tab, article] of [[first, sides.articleUrl], [second, otherArticle]]) {
      await fillSignInForm(tab)
      await assertSignedInAtHelpCenter(tab, 'Mira Lindqvist')
      assert.equal(tab.url(), article)
    }
    assert.deepEqual(sides.handoffs().map(({ status }) => status), [303, 303])
  })

  test('is dropped, and the sign-in goes on, if it belongs to another site', async ({ sides, page }) => {
    await signInAtHost(page, sides)
    await page.goto(`${sides.hostUrl}/help-center/login?return_to=https%3A%2F%2Fevil.example%2F`)
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(page.url(), sides.fake.helpCenterUrl)
  })
})

describeInChromium('A visit that begins at the host app', (test) => {
  test('opens the help center signed in', async ({ sides, page }) => {
    await signInAtHost(page, sides)
    await page.getByRole('link', { name: 'Open the help center' }).click()
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(page.url(), sides.fake.helpCenterUrl)
  })

  test('opens the article that a link of the host app names', async ({ sides, page }) => {
    await signInAtHost(page, sides)
    await page.getByRole('link', { name: 'Why is my first bill higher?' }).click()
    await heading(page, 'Read your first bill')
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
  })

  test('asks a guest who presses "Help" to sign in first', async ({ sides, page }) => {
    await page.goto(sides.hostUrl)
    await page.getByRole('main').getByRole('link', { name: 'Help' }).click()
    await heading(page, 'Sign in')
    await fillSignInForm(page)
    await assertSignedInAtHelpCenter(page, 'Mira Lindqvist')
    assert.equal(sides.handoffs().length, 1)
  })
})

async function signInAtHost (page, sides) {
  await page.goto(`${sides.hostUrl}/sign-in`)
  await fillSignInForm(page)
  await heading(page, 'Hello, Mira')
}

async function submitTicket (page, subject) {
  await page.getByRole('navigation', { name: 'Help center' }).getByRole('link', { name: 'Submit a ticket' }).click()
  await page.getByLabel('Subject').fill(subject)
  await page.getByLabel('What happened?').fill('It began this morning.')
  await page.getByRole('button', { name: 'Submit ticket' }).click()
  await heading(page, 'My tickets')
}
