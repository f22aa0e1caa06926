import assert from 'node:assert/strict'
import { startServer } from './fixtures/sides.mjs'
import { describeInChromium } from './fixtures/suite.mjs'
import { fillSignInForm, heading, isSignedInAtHost, newVisitor } from './fixtures/visitor.mjs'

describeInChromium('A page of another site', (test) => {
  test('gets no token by embedding the login route', async (setting) => {
    const { sides } = setting
    const login = `${sides.hostUrl}/help-center/login`
    await withVisitorOn(setting, `<!doctype html><title>Elsewhere</title>
<img src="${login}?image" alt=""><iframe src="${login}?frame" title="frame"></iframe>
<script src="${login}?script"></script>
<link rel="stylesheet" href="${login}?style"><object data="${login}?object" type="text/html"></object>`, async ({
      page
    }) => {
      const wanted = ['image', 'frame', 'script', 'style', 'object']
      const got = sides.logins().filter(({ query }) => wanted.some((name) => query.has(name)))
      assert.deepEqual(
        got.map(({ query }) => [...query.keys()][0]).sort(), wanted.toSorted(), 'each was requested once'
      )
      assert.deepEqual([...new Set(got.map(({ status }) => status))], [403])
      assert.equal(sides.handoffs().length, 0)
      // Chromium may take the frame of an <object> that failed away again.
      for (const frame of page.frames().slice(1)) {
        assert.equal(frame.isDetached() ? 0 : await frame.getByRole('link').count().catch(() => 0), 0)
      }
    })
  })

  test('gets no token by asking for it with a script', async (setting) => {
    const { sides } = setting
    await withVisitorOn(setting, '<!doctype html><title>Elsewhere</title>', async ({ page }) => {
      const outcomes = await page.evaluate(async (login) => {
        const ask = (options) => fetch(login, { credentials: 'include', ...options })
          .then(({ type }) => type, () => 'blocked')
        return [
          await ask({ headers: { accept: 'application/json' } }),
          await ask({ mode: 'no-cors', headers: { accept: 'application/json' } })
        ]
      }, `${sides.hostUrl}/help-center/login`)
      assert.deepEqual(outcomes, ['blocked', 'opaque'])
      assert.deepEqual(sides.logins().map(({ status }) => status), [403, 403])
      assert.equal(sides.handoffs().length, 0)
    })
  })

  test('ends no session by embedding the logout route', async (setting) => {
    const { sides } = setting
    const logout = `${sides.hostUrl}/help-center/logout`
    await withVisitorOn(setting, `<!doctype html><title>Elsewhere</title>
<img src="${logout}" alt=""><iframe src="${logout}?frame" title="frame"></iframe>`, async (visitor) => {
      assert.deepEqual(sides.logouts().map(({ status }) => status), [403, 403])
      assert.equal(await isSignedInAtHost(visitor, sides.hostUrl), true)
    })
  })

  test('cannot sign a visitor out, or in as somebody else, by a form of its own', async (setting) => {
    const { sides } = setting
    await withVisitorOn(setting, `<!doctype html><title>Elsewhere</title>
<form method="post" action="${sides.hostUrl}/sign-out"><button>Win a prize</button></form>`, async (visitor) => {
      await visitor.page.getByRole('button').click()
      await heading(visitor.page, 'That did not work')
      assert.equal(await isSignedInAtHost(visitor, sides.hostUrl), true)
    })
  })
})

/** Somebody who is signed in at the host app opens `html` on another site. */
async function withVisitorOn ({ browser, sides, defer }, html, check) {
  const { origin } = await startServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html)
  }, defer)
  // A visitor of its own: the browser rightly complains about what such a page tries.
  const visitor = await newVisitor(browser, defer)
  await visitor.page.goto(`${sides.hostUrl}/sign-in`)
  await fillSignInForm(visitor.page)
  await heading(visitor.page, 'Hello, Mira')
  // "load" waits for images, frames and scripts, whatever becomes of them.
  await visitor.page.goto(origin, { waitUntil: 'load' })
  await check(visitor)
}
