import { html, type Html } from '../pages/html.ts'
import type { Request } from './app.ts'
import { COMPANY } from './articles.ts'
import type { Reply } from './reply.ts'
import { currentPage, signInLink } from './request.ts'
import { findVisitor } from './session-cookie.ts'
import type { Visitor } from './sessions.ts'
import type { Site } from './site.ts'

interface Page {
  title: string
  main: Html
  status?: number
}

/** Sends a page's content inside the frame that all pages share. */
export function sendPage (site: Site, request: Request, reply: Reply, page: Page): Reply {
  const visitor = findVisitor(site, request)
  const { name } = site.judge.vendor
  return reply.code(page.status ?? 200).type('text/html; charset=utf-8').send(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} – ${COMPANY} help center</title>
<link rel="stylesheet" href="/assets/style.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<p class="notice" role="note">A fake help center for tests and trials. It imitates ${name} and is not affiliated
with its makers.</p>
<header>
<div class="wrap bar">
<a class="brand" href="/portal/en/home">${COMPANY} <span>help center</span></a>
<div class="who">${visitor === undefined ? drawSignIn(site, request) : drawVisitor(visitor)}</div>
</div>
<nav class="wrap" aria-label="Help center">${drawLinks(request, visitor)}</nav>
</header>
<main id="main" class="wrap" tabindex="-1">
${page.main}
</main>
<footer><div class="wrap"><p>Not a real company. Everything here is forgotten when the server stops.</p>
<p><a href="/admin">Admin: JWT settings and last refusals</a></p></div></footer>
</body>
</html>
`.toString())
}

function drawVisitor ({ name, email }: Visitor): Html {
  return html`<span>Signed in as <strong>${name === '' ? email : name}</strong></span>
<a class="button quiet" href="/portal/en/signout">Sign out</a>`
}

function drawSignIn ({ judge: { vendor } }: Site, request: Request): Html {
  return html`<a class="button" href="${signInLink(currentPage(request, vendor.way))}">Sign in</a>`
}

function drawLinks (request: Request, visitor: Visitor | undefined): readonly Html[] {
  const pages: Array<[string, string]> = [
    ['/portal/en/home', 'Home'],
    ['/portal/en/kb', 'Knowledge base'],
    ['/portal/en/community', 'Community'],
    ['/portal/en/newticket', 'Submit a ticket']
  ]
  if (visitor !== undefined) pages.push(['/portal/en/myarea', 'My tickets'])
  const [current = ''] = request.url.split('?', 1)
  return pages.map(([href, label]) => html`<a href="${href}"${markCurrent(href, current)}>${label}</a> `)
}

/** "true" marks the section of the page, "page" the page itself. */
function markCurrent (href: string, current: string): Html | false {
  if (current === href) return html` aria-current="page"`
  return current.startsWith(`${href}/`) && html` aria-current="true"`
}

/** A time for people and machines, in UTC so that a page looks the same everywhere. */
export function time (at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
}
