import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { html, type Html } from '../../pages/html.ts'
import { listen } from '../check/loopback.ts'
import type { Surroundings } from '../run.ts'
import { LIFETIME, makeHandoff, type Handoff, type Trial } from './link.ts'
import { listFormats, listVariants, nameFormat, type Variant } from './variants.ts'

/** Milliseconds: links that sign somebody in are not left lying about. */
const TIME_LIMIT = 300_000

/**
 * Serves the links to the person at this machine. The path is secret, so that no page elsewhere can follow one; and
 * each token is made when its link is followed, so that none is in the page.
 */
export async function serveTrial (
  trial: Trial, { stdout, stderr, signal }: Surroundings, timeLimit = TIME_LIMIT
): Promise<void> {
  const base = `/${randomBytes(16).toString('base64url')}/`
  const bench = new Bench(trial)
  const { origin, server } = await listen(async ({ method, url = '' }, response) => {
    const { pathname, searchParams } = new URL(`http://localhost/${url.slice(1)}`)
    if (method === 'GET' && pathname === base) return sendPage(response, bench.drawList(searchParams))
    const handoff = method === 'GET' && pathname === `${base}go` ? bench.follow(searchParams) : undefined
    if (handoff === undefined) return sendPage(response, html`<h1>There is nothing here</h1>`, 404)
    return sendHandoff(response, handoff)
  })
  stdout.write(`${origin}${base}\n`)
  stderr.write(`Open it within ${Math.round(timeLimit / 60_000)} minutes. Ctrl-C ends it before. ` +
    'Nothing is sent to the vendor until you follow a link.\n')
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      server.close(() => { resolve() })
      server.closeAllConnections()
    }
    const timer = setTimeout(end, timeLimit)
    signal?.addEventListener('abort', end, { once: true })
  })
  stderr.write('The page is closed.\n')
}

class Bench {
  readonly #trial: Trial
  readonly #variants: readonly Variant[]
  /** The token that is to be used twice. */
  #kept: { handoff: Handoff, format: number, until: number } | undefined

  constructor (trial: Trial) {
    this.#trial = trial
    this.#variants = listVariants(trial.facts).filter(({ returns }) => !returns || trial.helpCenter !== undefined)
  }

  /** Where a link leads; undefined for an address that no page of ours has. */
  follow (query: URLSearchParams): Handoff | undefined {
    const variant = this.#variants[Number(query.get('variant') ?? -1)]
    if (variant === undefined) return undefined
    const [index, format] = this.#readFormat(query)
    const make = (): Handoff => makeHandoff(this.#trial, variant, format, query.has('old'))
    if (!variant.twice || query.has('old')) return make()
    if (this.#kept?.format !== index || this.#kept.until <= Date.now()) {
      this.#kept = { handoff: make(), format: index, until: Date.now() + LIFETIME * 1000 }
    }
    return this.#kept.handoff
  }

  drawList (query: URLSearchParams): Html {
    const { facts, email } = this.#trial
    const [chosen] = this.#readFormat(query)
    const formats = listFormats(facts)
    return html`<h1>What ${facts.name} takes</h1>
<p>Each link signs <strong>${email}</strong> in at ${this.#trial.endpoint.host}. Sign out there after each one.</p>
<ul><li>Works now, refused when old: ${facts.name} understands this form.</li>
<li>Works in both: the end is not read, so this form was <em>not</em> understood.</li>
<li>Refused in both: not understood, or something else is wrong. Begin with the secret and the endpoint.</li></ul>
${formats.length > 1 && html`<h2>Form of the times</h2><p>Find one that works; all links below use it.</p>
<ol>${formats.map((format, index) => index === chosen
  ? html`<li><strong>${nameFormat(format)}</strong></li>`
  : html`<li><a href="?format=${index}">${nameFormat(format)}</a></li>`)}</ol>`}
<h2>Links</h2>
<ol>${this.#variants.map(({ title, shows, twice }, index) => html`<li>${title}:
${drawLink(index, chosen, '', `now, good for ${LIFETIME} seconds`)}
${!twice && html`or ${drawLink(index, chosen, '&old', 'the same after its end')}`}<br>${shows}</li>`)}
</ol>`
  }

  #readFormat (query: URLSearchParams) {
    const formats = listFormats(this.#trial.facts)
    const index = Number(query.get('format') ?? 0)
    return formats[index] === undefined ? [0, formats[0]!] as const : [index, formats[index]] as const
  }
}

function drawLink (variant: number, format: number, more: string, text: string): Html {
  return html`<a href="go?variant=${variant}&format=${format}${more}" target="_blank" rel="noreferrer">${text}</a>`
}

function sendHandoff (response: ServerResponse, { method, url, fields }: Handoff): void {
  if (method === 'GET') {
    response.writeHead(303, { ...HEADERS, location: url.href }).end()
    return
  }
  const inputs = Object.entries(fields).map(([name, value]) =>
    html`<input type="hidden" name="${name}" value="${value}">`)
  // Browsers apply form-action to the redirects after the form, too, and the vendor may have several addresses.
  sendPage(response, html`<h1>Go on to ${url.host}</h1>
<form method="post" action="${url.href}">${inputs}<button>Sign in</button></form>`, 200, '*')
}

const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }

function sendPage (response: ServerResponse, main: Html, status = 200, formTarget = "'none'"): void {
  response.writeHead(status, {
    ...HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action ${formTarget}`
  }).end(html`<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign-in links</title>
${main}</html>`.toString())
}
