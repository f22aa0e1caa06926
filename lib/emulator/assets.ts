import type { App } from './app.ts'
import { STYLE } from './style.ts'

const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<circle cx="16" cy="16" r="15" fill="#1f6f54"/>' +
  '<path d="M12 12.5a4 4 0 1 1 5.6 3.7c-1 .5-1.6 1.2-1.6 2.6" fill="none" stroke="#fff" stroke-width="3"' +
  ' stroke-linecap="round"/><circle cx="16" cy="24" r="2" fill="#fff"/></svg>'

/** The only two files that pages load. Neither depends on a session, so only they may be cached. */
export function addAssets (app: App): void {
  const assets = [
    ['/assets/style.css', 'text/css; charset=utf-8', STYLE],
    ['/assets/icon.svg', 'image/svg+xml', ICON]
  ] as const
  for (const [path, type, text] of assets) {
    app.get(path, (_request, reply) => reply.header('cache-control', 'public, max-age=60').type(type).send(text))
  }
}
