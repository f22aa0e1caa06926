import { randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { zohoDesk } from 'fastify-help-center'
import { homePage, ICON, problemPage, settingsPage, signedInPage, signInPage, sendPage, STYLE } from './pages.js'
import { createSessions } from './sessions.js'
import { createUsers } from './users.js'

/**
 * A company's web app, with users, a sign-in page and sessions of its own. Everything that makes it the company side of
 * help-center sign-in stands between the two lines below; the rest is what such an app has anyway.
 */
export async function buildHostApp ({
  signInEndpoint, helpCenterUrl, secret, createProvider = createZohoDesk, logger = false
}) {
  const app = Fastify({ logger })
  const users = await createUsers()
  const sessions = createSessions()
  const settings = { secret }
  const currentUser = (request) => users.find(sessions.userId(request))

  await app.register(fastifyCookie, { secret: randomBytes(32).toString('base64url') })

  // ---------------------------------------------------------------- help center
  await app.register(helpCenter, {
    // The secret is a function, so that one pasted on the settings page counts from the next sign-in on.
    provider: createProvider({ signInEndpoint, helpCenterUrl, secret: () => settings.secret }),
    lookupUser: currentUser,
    signInPage: '/sign-in',
    // Named key by key: the table has password hashes, too.
    profile: ({ id, email, emailVerified, firstName, lastName }) => ({ id, email, emailVerified, firstName, lastName }),
    onLogout: (request, reply) => sessions.end(request, reply),
    // Plain http again; leave `secure` out in production.
    cookie: { secret: randomBytes(32).toString('base64url'), secure: false }
  })

  app.get('/help', (request, reply) => reply.helpCenterRedirect(currentUser(request)))
  // ----------------------------------------------------------------------------

  protect(app, new URL(helpCenterUrl).origin)
  app.removeAllContentTypeParsers() // forms only
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body)))
  })

  app.get('/', (request, reply) => {
    const article = new URL('/portal/en/kb/articles/read-your-first-bill', helpCenterUrl).href
    const articleLink = app.helpCenter().loginUrl(article)
    return sendPage(reply, homePage({ user: currentUser(request), articleLink, done: request.query.done }))
  })

  app.get('/sign-in', (request, reply) => {
    const user = currentUser(request)
    const next = toOwnPath(request.query.next)
    if (user !== undefined) return sendPage(reply, signedInPage({ user, next }))
    reply.setCookie('my-fernway-form', 'shown', { path: '/sign-in', httpOnly: true, sameSite: 'lax' })
    return sendPage(reply, signInPage({ next }))
  })

  app.post('/sign-in', async (request, reply) => {
    const { email = '', password = '', next: untrustedNext } = request.body ?? {}
    const next = toOwnPath(untrustedNext)
    // No cookie from our form: cookies are off, or another site sent it to sign the visitor in as somebody else.
    if (request.cookies['my-fernway-form'] === undefined) {
      const problem = 'Your browser sent no cookie. Please allow cookies for this site and try again.'
      return sendPage(reply, signInPage({ next, email, problem }))
    }
    const user = await users.verify(email, password)
    if (user === undefined) {
      return sendPage(
        reply, signInPage({ next, email, problem: 'There is no such account, or the password is wrong.' })
      )
    }
    sessions.start(request, reply, user.id)
    // The help center's visitors come with `next` = the plugin's login route, which takes them back to where they were.
    return reply.redirect(next, 303)
  })

  app.post('/sign-out', (request, reply) => {
    sessions.end(request, reply)
    return reply.redirect('/?done=signed-out', 303)
  })

  app.post('/confirm-email', (request, reply) => {
    const user = currentUser(request)
    if (user === undefined) return reply.redirect('/sign-in', 303)
    users.confirmEmail(user)
    return reply.redirect('/?done=confirmed', 303)
  })

  app.get('/settings', (request, reply) => sendSettings(request, reply, { done: request.query.done }))

  app.post('/settings', (request, reply) => {
    // People copy a line break along; no secret has one at its end.
    const pasted = (request.body?.secret ?? '').trim()
    if (Buffer.byteLength(pasted) < 32) {
      const problem = `A secret has 32 characters or more; this one has ${pasted.length}. Was it cut off?`
      return sendSettings(request, reply, { problem })
    }
    settings.secret = pasted
    return reply.redirect('/settings?done=saved', 303)
  })

  function sendSettings (request, reply, outcome) {
    const { secret } = settings
    return sendPage(reply, settingsPage({ user: currentUser(request), secret, endpoint: signInEndpoint, ...outcome }))
  }

  for (const [path, type, content] of [['/style.css', 'text/css', STYLE], ['/icon.svg', 'image/svg+xml', ICON]]) {
    app.get(path, (_request, reply) => reply.header('cache-control', 'public, max-age=60').type(type).send(content))
  }

  app.setNotFoundHandler((request, reply) => sendPage(reply, problemPage({
    user: currentUser(request), status: 404, title: 'Page not found', text: 'There is nothing at this address.'
  })))

  // What `reply.helpCenterRedirect()` cannot do arrives here, as every error of this app's own routes.
  app.setErrorHandler((error, request, reply) => {
    const { statusCode: status = 500, code } = error
    if (status >= 500) request.log.error(error)
    const text = code === 'FST_HELP_CENTER_EMAIL_NOT_VERIFIED'
      ? 'The help center knows you by your e-mail address. Confirm it on the home page, then try again.'
      : 'Please try again in a moment.'
    return sendPage(reply, problemPage({ user: currentUser(request), status, title: 'That did not work', text, code }))
  })

  return app
}

/** What `npm run trial` runs with, unless it is told another provider. */
function createZohoDesk ({ signInEndpoint, helpCenterUrl, secret }) {
  return zohoDesk({
    signInEndpoint,
    secret,
    helpCenterUrl,
    claims: { first_name: true, last_name: true },
    allowInsecure: true // plain http on this machine
  })
}

/** Headers for every page, and no form from another site. */
function protect (app, helpCenterOrigin) {
  // Chrome applies form-action to the redirects after a form, too. Signing in ends at the help center, so its origin
  // has to be here: without it the browser stays on the sign-in page and says nothing.
  const policy = `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' ${helpCenterOrigin}; ` +
    "base-uri 'none'; frame-ancestors 'none'"

  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    reply.header('referrer-policy', 'same-origin')
    const { 'sec-fetch-site': site = 'same-origin' } = request.headers
    if (request.method !== 'GET' && site !== 'same-origin') {
      throw Object.assign(new Error('A form of another site'), { statusCode: 403 })
    }
  })
  app.addHook('onSend', async (_request, reply) => {
    // The plugin's pages bring a stricter policy of their own.
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', policy)
  })
}

/** A path of this app, else the home page. Two slashes, or one and a backslash, lead to another site. */
function toOwnPath (untrusted) {
  return typeof untrusted === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(untrusted) ? untrusted : '/'
}
