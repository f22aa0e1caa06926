import assert from 'node:assert/strict'
import { describeInChromium } from './fixtures/suite.mjs'
import { heading, signInFromHelpCenter } from './fixtures/visitor.mjs'

// That the browser complained about none of these pages is checked after every test: see fixtures/suite.mjs.
describeInChromium('Every page of both sides', (test) => {
  test('loads without a complaint of the browser, for a guest', async ({ sides, page }) => {
    const visited =
      await crawl(page, [`${sides.helpCenterUrl}/portal/en/home`, sides.hostUrl, `${sides.hostUrl}/settings`])
    assert.ok(visited.length > 10, visited.join('\n'))
  })

  test('loads without a complaint of the browser, for a visitor who is signed in', async ({ sides, page }) => {
    await page.goto(sides.articleUrl)
    await signInFromHelpCenter(page)
    const visited =
      await crawl(page, [`${sides.helpCenterUrl}/portal/en/home`, sides.hostUrl, `${sides.hostUrl}/sign-in`])
    assert.ok(visited.length > 10, visited.join('\n'))
    assert.ok(visited.includes(`${sides.helpCenterUrl}/portal/en/myarea`))
  })

  test('is one with a title, a language and a heading, also for errors', async ({ sides, page }) => {
    for (const [url, status, title] of [
      [`${sides.hostUrl}/nothing`, 404, 'Page not found'],
      [`${sides.helpCenterUrl}/portal/en/nothing`, 404, 'Page not found'],
      [sides.fake.signInEndpoint, 403, 'You could not be signed in']
    ]) {
      const response = await page.goto(url)
      assert.equal(response.status(), status, url)
      await heading(page, title)
      await assertPlainPage(page)
    }
  })

  test('fits a narrow screen', async ({ sides, page }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    for (const url of [sides.hostUrl, `${sides.hostUrl}/sign-in`, `${sides.hostUrl}/settings`, sides.articleUrl]) {
      await page.goto(url)
      const overflow =
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      assert.equal(overflow, 0, url)
    }
  })
})

/** Follows every link of the two sides, but for those that sign somebody in or out. */
async function crawl (page, startUrls) {
  const origins = new Set(startUrls.map((url) => new URL(url).origin))
  const queue = startUrls.map((url) => new URL(url).href)
  for (const url of queue) {
    const failed = []
    const note = (response) => { if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`) }
    page.on('response', note)
    const response = await page.goto(url)
    page.off('response', note)
    assert.deepEqual(failed, [], url)
    assert.equal(response.status(), 200, url)
    await assertPlainPage(page)
    const links = await page.evaluate("[...document.querySelectorAll('a[href]')].map(({ href }) => href)")
    for (const link of links.map((href) => href.replace(/#.*$/, ''))) {
      const { origin, pathname } = new URL(link)
      const leadsAway = /sign-?(?:in|out)$|^\/help/.test(pathname)
      if (origins.has(origin) && !leadsAway && !queue.includes(link)) queue.push(link)
    }
  }
  return queue
}

async function assertPlainPage (page) {
  const found = await page.evaluate(`({
    language: document.documentElement.lang,
    titled: document.title.length > 3,
    headings: document.querySelectorAll('h1').length,
    scripts: document.scripts.length,
    unlabelled: [...document.querySelectorAll('input:not([type=hidden]), textarea')]
      .filter(({ labels }) => labels.length === 0).length
  })`)
  assert.deepEqual(found, { language: 'en', titled: true, headings: 1, scripts: 0, unlabelled: 0 }, page.url())
}
