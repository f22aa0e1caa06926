import { html } from '../pages/html.ts'
import type { App, Request } from './app.ts'
import { drawFields, EMPTY, isValid, PERSON, readFields, type FormState } from './form.ts'
import { sendPage } from './page.ts'
import type { Reply } from './reply.ts'
import { readQuery, signInLink, toOwnUrl } from './request.ts'
import { startSession } from './session-cookie.ts'
import type { Site } from './site.ts'

/** The help center's own accounts, which are all there is once JWT authentication has been deleted. */
export function addSignUp (app: App, site: Site): void {
  const { settings } = site.judge

  function sendForm (request: Request, reply: Reply, returnTo: string, state: FormState): Reply {
    return sendPage(site, request, reply, {
      status: isValid(state) ? 200 : 422,
      title: 'Sign up',
      main: html`<h1>Sign up</h1>
<p>JWT authentication has been deleted for this help center, so it keeps accounts of its own. In this demo, a name and
an e-mail address are enough; there is no password.</p>
<form method="post" action="/portal/en/signup">${drawFields(PERSON, state)}
<input type="hidden" name="return_to" value="${returnTo}">
<p><button class="button">Sign up and sign in</button></p></form>`
    })
  }

  app.get('/portal/en/signup', (request, reply) => {
    const returnTo = toOwnUrl(readQuery(request).get('return_to'), settings)
    if (settings.secret !== undefined) return reply.redirect(signInLink(returnTo))
    return sendForm(request, reply, returnTo, EMPTY)
  })

  app.post('/portal/en/signup', (request, reply) => {
    const form = request.form
    const returnTo = toOwnUrl(form.get('return_to'), settings)
    // Anybody can claim any address here, so this must not work alongside the sign-in that proves one.
    if (settings.secret !== undefined) {
      return sendPage(site, request, reply, {
        status: 403,
        title: 'No sign-up here',
        main: html`<h1>No sign-up here</h1>
<p>Accounts come from your company. <a href="${signInLink(returnTo)}">Sign in</a> instead.</p>`
      })
    }
    const state = readFields(form, PERSON)
    if (!isValid(state)) return sendForm(request, reply, returnTo, state)
    const { name, email } = state.values as Record<'name' | 'email', string>
    startSession(site, request, reply, { name, email })
    return reply.redirect(returnTo)
  })
}
