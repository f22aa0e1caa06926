// A page of the app with a vendor's widget, which knows who is signed in. README.md beside this file tells the rest.
import { randomBytes } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import helpCenter, { intercom, zendeskMessaging, zohoDeskAsap } from 'fastify-help-center'
import { isMain, readForm, SIGN_IN_FORM, users } from '../demo.js'

const presets = { zohoDeskAsap, zendeskMessaging, intercom }

// The two lines of browser code: one fetches a token, one hands it to the vendor's widget.
const FETCH = `const fetchToken = () => fetch('/help-center/token', { headers: { accept: 'application/json' } })
  .then((answer) => answer.ok ? answer.json() : Promise.reject(new Error('not signed in')))
`
const HAND_OVER = {
  zohoDeskAsap: `window.ZohoDeskAsapReady(() => ZohoDeskAsap.invoke('login', (success, failure) =>
  fetchToken().then(({ token }) => success(token), failure)))
`,
  zendeskMessaging: `zE('messenger', 'loginUser', (callback) => fetchToken().then(({ token }) => callback(token)))
`,
  intercom: `fetchToken().then(({ token }) =>
  Intercom('boot', { app_id: window.INTERCOM_APP_ID, intercom_user_jwt: token }))
`
}

/** `snippet`: the HTML with which the vendor loads its widget, as its admin screen shows it. */
export async function build ({
  widget = 'zohoDeskAsap', snippet = '', cookieSecret = randomBytes(32).toString('hex'), logger = false, ...options
}) {
  const app = Fastify({ logger })
  await app.register(fastifyCookie, { secret: cookieSecret })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, readForm)

  await app.register(helpCenter, {
    provider: presets[widget](options),
    lookupUser: (request) => users.find(request.unsignCookie(request.cookies.user ?? '').value),
    tokenPath: '/help-center/token'
  })

  app.get('/', (_request, reply) => reply.type('text/html').send(`<!doctype html><html lang="en"><meta charset="utf-8">
<title>A page with a widget</title><p><a href="/sign-in">Sign in</a></p>
${snippet}
<script src="/widget.js"></script></html>`))

  app.get('/widget.js', (_request, reply) => reply.type('text/javascript').send(FETCH + HAND_OVER[widget]))

  app.get('/sign-in', (_request, reply) => reply.type('text/html').send(SIGN_IN_FORM))

  app.post('/sign-in', async (request, reply) => {
    const user = await users.verify(request.body)
    if (user === null) return reply.code(422).type('text/html').send(SIGN_IN_FORM)
    reply.setCookie('user', user.id, { path: '/', httpOnly: true, secure: true, sameSite: 'lax', signed: true })
    return reply.redirect('/', 303)
  })

  return app
}

if (isMain(import.meta.filename)) {
  const { env } = process
  const app = await build({
    widget: env.WIDGET,
    snippet: env.WIDGET_SNIPPET,
    secret: env.WIDGET_SECRET,
    helpCenterUrl: env.HELP_CENTER_URL,
    // Zendesk alone has one; another preset would refuse the option.
    ...env.ZENDESK_KEY_ID !== undefined && { keyId: env.ZENDESK_KEY_ID },
    cookieSecret: env.COOKIE_SECRET,
    logger: true
  })
  await app.listen({ port: Number(env.PORT ?? 3000) })
}
