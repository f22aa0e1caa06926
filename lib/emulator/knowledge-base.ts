import { html, type Html } from '../pages/html.ts'
import type { App } from './app.ts'
import { ARTICLES, COMPANY, type Article } from './articles.ts'
import type { Topic } from './content.ts'
import { sendPage } from './page.ts'
import type { Site } from './site.ts'

/** Home page and articles, which everybody can read. */
export function addKnowledgeBase (app: App, site: Site): void {
  for (const path of ['/', '/portal', '/portal/en']) {
    app.get(path, (_request, reply) => reply.redirect(site.judge.helpCenterUrl))
  }

  app.get('/portal/en/home', (request, reply) => sendPage(site, request, reply, {
    title: 'Home',
    main: html`
<div class="hero"><h1>How can we help?</h1>
<p>Answers from ${COMPANY}, from our customers, and from people who pick up the phone.</p></div>
<section aria-labelledby="articles"><h2 id="articles">Popular articles</h2>${drawCards(ARTICLES)}</section>
<div class="split">
<section aria-labelledby="talk"><h2 id="talk">In the community</h2>
<ul class="plain">${site.content.topics.slice(0, 3).map(drawTopic)}</ul></section>
<section aria-labelledby="ask"><h2 id="ask">Still stuck?</h2>
<p>Write to us. You need no account for that; with one you can follow your tickets.</p>
<p><a class="button" href="/portal/en/newticket">Submit a ticket</a></p></section>
</div>`
  }))

  app.get('/portal/en/kb', (request, reply) => sendPage(site, request, reply, {
    title: 'Knowledge base',
    main: html`<h1>Knowledge base</h1>
<section aria-labelledby="articles"><h2 id="articles">All articles</h2>${drawCards(ARTICLES)}</section>`
  }))

  app.get('/portal/en/kb/articles/:slug', (request, reply) => {
    const article = ARTICLES.find(({ slug }) => slug === request.params.slug)
    if (article === undefined) return app.callNotFound(request, reply)
    return sendPage(site, request, reply, {
      title: article.title,
      main: html`
<nav class="crumbs" aria-label="Breadcrumb"><a href="/portal/en/kb">Knowledge base</a></nav>
<article class="reading"><h1>${article.title}</h1><p class="lead">${article.summary}</p>
<ol>${article.steps.map((step) => html`<li>${step}</li>`)}</ol>
<p class="aside"><strong>Good to know:</strong> ${article.note}</p></article>`
    })
  })
}

function drawTopic ({ id, title }: Topic): Html {
  return html`<li><a href="/portal/en/community/topic/${id}">${title}</a></li>`
}

function drawCards (articles: readonly Article[]): Html {
  const cards = articles.map(({ slug, title, summary }) =>
    html`<li><h3><a href="/portal/en/kb/articles/${slug}">${title}</a></h3><p>${summary}</p></li>`)
  return html`<ul class="cards">${cards}</ul>`
}
