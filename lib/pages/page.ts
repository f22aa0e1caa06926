import { createHash } from 'node:crypto'
import { html, Html } from './html.ts'

const STYLE = ':root{color-scheme:light dark;font:1.0625rem/1.6 system-ui,sans-serif}' +
  'body{margin:0;min-height:100vh;display:grid;place-content:center}main{max-width:34rem;padding:2rem}' +
  'h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem}a{color:LinkText}' +
  ':is(a,button):focus-visible{outline:3px solid;outline-offset:3px}button{font:inherit;padding:.5rem 1.25rem}' +
  'nav{display:flex;gap:1.5rem;margin:1.5rem 0}small{opacity:.75}code{font-size:.9375em;overflow-wrap:anywhere}'

/** The source expression with which a content security policy allows exactly this text. */
export function hashSource (text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** The policy that all our pages share: it allows the one style sheet by its hash, and nothing else. */
export const PAGE_POLICY =
  `default-src 'none'; style-src ${hashSource(STYLE)}; base-uri 'none'; frame-ancestors 'none'`

export function page (title: string, content: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`.toString()
}
