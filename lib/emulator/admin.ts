import type { Judge } from '../fakes/judge.ts'
import type { Refusal } from '../fakes/refusals.ts'
import { html, type Html } from '../pages/html.ts'
import type { App, Request } from './app.ts'
import { sendPage, time } from './page.ts'
import type { Reply } from './reply.ts'
import { readQuery } from './request.ts'
import type { Site } from './site.ts'

const DONE: Readonly<Record<string, string>> = {
  saved: 'The two URLs are saved.',
  renewed: 'There is a new secret key. Sign-ins fail until your app has it, too.',
  deleted: 'JWT authentication is deleted. Visitors now sign up here; every handoff is refused.',
  pasted: 'The public key is saved.',
  configured: 'JWT authentication is configured, with a new secret key.'
}

/**
 * The vendor's admin screen, without a login, for the person who runs this server. Other sites cannot change anything:
 * `guard` accepts forms only from our own pages.
 */
export function addAdmin (app: App, site: Site): void {
  const { judge: { settings }, judge } = site

  app.get('/admin', (request, reply) => sendAdmin(site, request, reply))

  app.post('/admin/urls', (request, reply) => {
    const form = request.form
    const typed = {
      remoteLoginUrl: form.get('remoteLoginUrl') ?? '',
      remoteLogoutUrl: form.get('remoteLogoutUrl') ?? ''
    }
    const { remoteLoginUrl, remoteLogoutUrl } = settings
    try {
      Object.assign(settings, typed)
    } catch (error) {
      // Both or neither: the first may have been set before the second was refused.
      Object.assign(settings, { remoteLoginUrl, remoteLogoutUrl })
      return sendAdmin(site, request, reply, { typed, problem: (error as Error).message })
    }
    return goBack(reply, 'saved')
  })

  app.post('/admin/secret', (_request, reply) => {
    settings.renewSecret()
    return goBack(reply, 'renewed')
  })

  app.post('/admin/key', (request, reply) => {
    const { remoteLoginUrl, remoteLogoutUrl } = settings
    try {
      judge.pastePublicKey(String(request.form.get('key')))
    } catch (error) {
      const typed = { remoteLoginUrl, remoteLogoutUrl }
      return sendAdmin(site, request, reply, { typed, problem: (error as Error).message })
    }
    return goBack(reply, 'pasted')
  })

  app.post('/admin/delete', (_request, reply) => {
    settings.deleteJwt()
    return goBack(reply, 'deleted')
  })

  app.post('/admin/configure', (_request, reply) => {
    settings.renewSecret()
    return goBack(reply, 'configured')
  })
}

function goBack (reply: Reply, done: string): Reply {
  return reply.redirect(`/admin?done=${done}`)
}

interface Attempt {
  typed: { remoteLoginUrl: string, remoteLogoutUrl: string }
  problem: string
}

function sendAdmin (site: Site, request: Request, reply: Reply, attempt?: Attempt): Reply {
  const { settings, vendor, refusals } = site.judge
  const done = DONE[readQuery(request).get('done') ?? '']
  return sendPage(site, request, reply, {
    status: attempt === undefined ? 200 : 422,
    title: 'Admin: JWT authentication',
    main: html`<h1>JWT authentication</h1>
<p>A stand-in for ${vendor.name}'s <em>${vendor.admin.place}</em>.
It needs no login here; do not put it on a network.</p>
${done !== undefined && html`<p class="done" role="status">${done}</p>`}
${attempt !== undefined && html`<p class="problem" role="alert">${attempt.problem}</p>`}
${settings.secret === undefined ? drawDeleted() : drawSettings(site.judge, settings.secret, attempt?.typed ?? settings)}
${drawRefusals(refusals)}`
  })
}

function drawSettings ({ vendor, signInEndpoint }: Judge, secret: string, urls: Attempt['typed']): Html {
  const { labels, demands } = vendor.admin
  return html`
<section aria-labelledby="settings"><h2 id="settings">Settings</h2>
<form method="post" action="/admin/urls">
${drawUrl('remoteLoginUrl', labels.remoteLoginUrl, urls.remoteLoginUrl, 'login')}
${labels.remoteLogoutUrl !== undefined &&
  drawUrl('remoteLogoutUrl', labels.remoteLogoutUrl, urls.remoteLogoutUrl, 'logout')}
<p><button class="button">Save</button></p>
</form>
${drawKey(vendor, secret)}
<p class="field"><label for="endpoint">${labels.signInEndpoint}</label>
<input class="code" id="endpoint" value="${signInEndpoint}" readonly></p>
<div class="actions">
${vendor.keys !== 'pasted' && html`<form method="post" action="/admin/secret">
<button class="button quiet">Regenerate secret key</button></form>`}
<form method="post" action="/admin/delete"><button class="button danger">Delete JWT authentication</button></form>
</div></section>
${demands.length > 0 && html`<section aria-labelledby="demands"><h2 id="demands">What a token must look like</h2>
<ul>${demands.map((demand) => html`<li>${demand}</li>`)}</ul></section>`}`
}

function drawUrl (name: string, label: string, value: string, route: string): Html {
  return html`<p class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="url"
value="${value}" autocomplete="off" placeholder="https://app.example.com/help-center/${route}"></p>`
}

function drawKey ({ keys, admin: { labels } }: Judge['vendor'], secret: string): Html {
  const label = html`<label for="secret">${labels.secret}</label>`
  if (keys === 'shared') {
    return html`<p class="field">${label}<input class="code" id="secret" value="${secret}" readonly></p>`
  }
  if (keys === 'issued') {
    return html`<p class="field">${label}<textarea class="code" id="secret" rows="5" readonly>${secret}</textarea></p>`
  }
  return html`<form method="post" action="/admin/key">
<p class="field">${label}<textarea class="code" id="secret" name="key" rows="10" autocomplete="off" spellcheck="false"
placeholder="-----BEGIN PUBLIC KEY-----">
${secret}</textarea></p>
<p><button class="button">Save key</button></p></form>`
}

function drawDeleted (): Html {
  return html`
<section aria-labelledby="settings"><h2 id="settings">Settings</h2>
<p>JWT authentication is not configured. Visitors sign up and sign in here.</p>
<form method="post" action="/admin/configure">
<p><button class="button">Configure JWT authentication</button></p></form></section>`
}

function drawRefusals (refusals: readonly Refusal[]): Html {
  const rows = refusals.map(({ at, code, reason }) =>
    html`<tr><td>${time(at.getTime())}</td><td><code>${code}</code></td><td>${reason}</td></tr>`)
  return html`
<section aria-labelledby="refusals"><h2 id="refusals">Last refusals</h2>
${rows.length === 0
? html`<p>No sign-in has been refused.</p>`
: html`<div class="scroll" tabindex="0" role="region" aria-labelledby="refusals"><table>
<thead><tr><th scope="col">Time</th><th scope="col">Code</th><th scope="col">Reason</th></tr></thead>
<tbody>${rows}</tbody></table></div>`}</section>`
}
