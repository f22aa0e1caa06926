import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '../fakes/refusals.ts'
import { html } from '../pages/html.ts'
import type { Html } from '../pages/html.ts'
import { sendPage, time } from './page.ts'
import { readForm, readQuery } from './request.ts'
import type { Site } from './site.ts'
import type { Vendor } from '../fakes/vendor.ts'

const DONE: Readonly<Record<string, string>> = {
  saved: 'The two URLs are saved.',
  renewed: 'There is a new secret key. Sign-ins fail until your app has it, too.',
  deleted: 'JWT authentication is deleted. Visitors now sign up here; every handoff is refused.',
  pasted: 'The public key is saved.',
  configured: 'JWT authentication is configured, with a new secret key.'
}

/**
 * The vendor's admin screen, without a login: whoever runs this server may change it. Other sites may not, since
 * every form is checked to come from here.
 */
export function addAdmin (app: FastifyInstance, site: Site): void {
  const { settings } = site
  const done = (reply: FastifyReply, what: string): FastifyReply => reply.redirect(`/admin?done=${what}`, 303)

  app.get('/admin', (request, reply) => sendAdmin(site, request, reply))

  app.post('/admin/urls', (request, reply) => {
    const form = readForm(request)
    const typed = { remoteLoginUrl: form.get('remoteLoginUrl') ?? '', remoteLogoutUrl: form.get('remoteLogoutUrl') ?? '' }
    const { remoteLoginUrl, remoteLogoutUrl } = settings
    try {
      Object.assign(settings, typed)
    } catch (error) {
      // Both or none: the first may have been taken before the second was found to be wrong.
      Object.assign(settings, { remoteLoginUrl, remoteLogoutUrl })
      return sendAdmin(site, request, reply, { typed, problem: (error as Error).message })
    }
    return done(reply, 'saved')
  })

  app.post('/admin/secret', (_request, reply) => {
    settings.renewSecret()
    return done(reply, 'renewed')
  })

  app.post('/admin/key', (request, reply) => {
    const { remoteLoginUrl, remoteLogoutUrl } = settings
    try {
      site.pasteKey(String(readForm(request).get('key')))
    } catch (error) {
      const typed = { remoteLoginUrl, remoteLogoutUrl }
      return sendAdmin(site, request, reply, { typed, problem: (error as Error).message })
    }
    return done(reply, 'pasted')
  })

  app.post('/admin/delete', (_request, reply) => {
    settings.deleteJwt()
    return done(reply, 'deleted')
  })

  app.post('/admin/configure', (_request, reply) => {
    settings.renewSecret()
    return done(reply, 'configured')
  })
}

interface Attempt {
  typed: { remoteLoginUrl: string, remoteLogoutUrl: string }
  problem: string
}

function sendAdmin (site: Site, request: FastifyRequest, reply: FastifyReply, attempt?: Attempt): FastifyReply {
  const { settings, vendor } = site
  const message = DONE[readQuery(request).get('done') ?? '']
  return sendPage(site, request, reply, {
    status: attempt ? 422 : 200,
    title: 'Admin: JWT authentication',
    main: html`<h1>JWT authentication</h1>
<p>A trial's stand-in for ${vendor.name}'s <em>${vendor.admin.place}</em>. It needs no login here; do not put it on a network.</p>
${message && html`<p class="done" role="status">${message}</p>`}
${attempt && html`<p class="problem" role="alert">${attempt.problem}</p>`}
${settings.secret === undefined ? drawDeleted() : drawSettings(site, settings.secret, attempt?.typed ?? settings)}
${drawRefusals(site.refusals.list)}`
  })
}

function drawSettings ({ settings, vendor }: Site, secret: string, urls: Attempt['typed']): Html {
  const { labels, demands } = vendor.admin
  return html`
<section aria-labelledby="settings"><h2 id="settings">Settings</h2>
<form method="post" action="/admin/urls">
<p class="field"><label for="remoteLoginUrl">${labels.remoteLoginUrl}</label><input id="remoteLoginUrl" name="remoteLoginUrl" type="url" value="${urls.remoteLoginUrl}" autocomplete="off" placeholder="https://app.example.com/help-center/login"></p>
${labels.remoteLogoutUrl && html`<p class="field"><label for="remoteLogoutUrl">${labels.remoteLogoutUrl}</label><input id="remoteLogoutUrl" name="remoteLogoutUrl" type="url" value="${urls.remoteLogoutUrl}" autocomplete="off" placeholder="https://app.example.com/help-center/logout"></p>`}
<p><button class="button">Save</button></p>
</form>
${drawKey(vendor, secret)}
<p class="field"><label for="endpoint">${labels.signInEndpoint}</label><input class="code" id="endpoint" value="${vendor.signInEndpoint(settings.origin)}" readonly></p>
<div class="actions">
${vendor.keys !== 'pasted' && html`<form method="post" action="/admin/secret"><button class="button quiet">Regenerate secret key</button></form>`}
<form method="post" action="/admin/delete"><button class="button danger">Delete JWT authentication</button></form>
</div></section>
<section aria-labelledby="demands"><h2 id="demands">What a token must look like</h2><ul>${demands.map((demand) => html`<li>${demand}</li>`)}</ul></section>`
}

function drawKey ({ keys, admin: { labels } }: Vendor, secret: string): Html {
  if (keys === 'shared') {
    return html`<p class="field"><label for="secret">${labels.secret}</label><input class="code" id="secret" value="${secret}" readonly></p>`
  }
  if (keys === 'issued') {
    return html`<p class="field"><label for="secret">${labels.secret}</label><textarea class="code" id="secret" rows="5" readonly>${secret}</textarea></p>`
  }
  return html`<form method="post" action="/admin/key">
<p class="field"><label for="secret">${labels.secret}</label><textarea class="code" id="secret" name="key" rows="10" autocomplete="off" spellcheck="false" placeholder="-----BEGIN PUBLIC KEY-----">
${secret}</textarea></p>
<p><button class="button">Save key</button></p></form>`
}

const drawDeleted = (): Html => html`
<section aria-labelledby="settings"><h2 id="settings">Settings</h2>
<p>JWT authentication is not configured. Visitors sign up and sign in here.</p>
<form method="post" action="/admin/configure"><p><button class="button">Configure JWT authentication</button></p></form></section>`

const drawRefusals = (refusals: readonly Refusal[]): Html => html`
<section aria-labelledby="refusals"><h2 id="refusals">Last refusals</h2>
${refusals.length === 0
? html`<p>No sign-in has been refused.</p>`
: html`<div class="scroll" tabindex="0" role="region" aria-labelledby="refusals"><table><thead><tr><th scope="col">Time</th><th scope="col">Code</th><th scope="col">Reason</th></tr></thead>
<tbody>${refusals.map(({ at, code, reason }) => html`<tr><td>${time(at.getTime())}</td><td><code>${code}</code></td><td>${reason}</td></tr>`)}</tbody></table></div>`}</section>`
