import { html } from './html.js'

/** Puts the frame around a page and sends it. */
export function sendPage (reply, { title, main, user, status = 200 }) {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – My Fernway</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<p class="notice" role="note">The host app of the trial: your side, where fastify-help-center runs.</p>
<header><div class="wrap">
<a class="brand" href="/">My Fernway</a>
<nav aria-label="My Fernway"><a href="/help">Help</a>${user === undefined
? html`<a href="/sign-in">Sign in</a>`
: html`<form method="post" action="/sign-out"><button>Sign out</button></form>`}</nav>
</div></header>
<main id="main" class="wrap" tabindex="-1">
${main}
</main>
<footer class="wrap">
<p>Not a real company. Everything here is forgotten when the server stops.</p>
<p><a href="/settings">Help center settings</a></p>
</footer>
</body>
</html>
`
  return reply.code(status).type('text/html; charset=utf-8').send(page.text)
}

export function homePage ({ user, articleLink, done }) {
  if (user === undefined) {
    return {
      title: 'Welcome',
      main: html`
${done === 'signed-out' && html`<p class="done" role="status">You are signed out here. If you were signed in to the
help center as well, you still are: its own “Sign out” ends both.</p>`}
<section class="card"><h1>Your connection, in one place</h1>
<p>See your plan, your bills and your settings. The help center knows you, too, once you are signed in here.</p>
<p class="buttons"><a class="button" href="/sign-in">Sign in</a>
<a class="button quiet" href="/help">Help</a></p></section>`
    }
  }
  return {
    title: 'Home',
    user,
    main: html`
${done === 'confirmed' && html`<p class="done" role="status">Your e-mail address is confirmed.</p>`}
<h1>Hello, ${user.firstName}</h1>
<div class="grid">
<section class="card" aria-labelledby="plan"><h2 id="plan">Your plan</h2>
<dl><dt>Plan</dt><dd>${user.plan}</dd><dt>Name</dt><dd>${user.firstName} ${user.lastName}</dd>
<dt>E-mail</dt><dd>${user.email}
<span class="mark ${user.emailVerified ? 'good' : 'bad'}">${user.emailVerified ? 'confirmed' : 'not confirmed'}</span>
</dd></dl>
${!user.emailVerified && html`<p>The help center lets nobody in whose address is not confirmed. In life you would
open the link in our mail; here a button will do.</p>
<form method="post" action="/confirm-email">
<button class="button quiet">Confirm my e-mail address</button></form>`}</section>
<section class="card" aria-labelledby="help"><h2 id="help">Do you need help?</h2>
<p>The help center opens with you signed in. There is no second password.</p>
<p class="buttons"><a class="button" href="/help">Open the help center</a></p>
<p><a href="${articleLink}">Why is my first bill higher?</a></p></section>
</div>`
  }
}

export function signInPage ({ next, email = '', problem }) {
  return {
    title: problem === undefined ? 'Sign in' : 'Problem: sign in',
    status: problem === undefined ? 200 : 422,
    main: html`<section class="card narrow"><h1>Sign in</h1>
${problem && html`<p class="problem" role="alert" id="problem">${problem}</p>`}
<form method="post" action="/sign-in">
<p><label for="email">E-mail</label><input id="email" name="email" type="email" value="${email}" maxlength="254"
autocomplete="username" required${problem && html` aria-describedby="problem"`}></p>
<p><label for="password">Password</label><input id="password" name="password" type="password" maxlength="200"
autocomplete="current-password" required></p>
<input type="hidden" name="next" value="${next}">
<p><button class="button">Sign in</button></p>
</form>
<p class="hint">For the trial: mira@example.com with the password that the terminal shows.</p></section>`
  }
}

/** For a visitor who comes back by the browser's "back": a link, since an automatic redirect would be a trap. */
export function signedInPage ({ user, next }) {
  return {
    title: 'You are signed in',
    user,
    main: html`<section class="card narrow"><h1>You are signed in</h1>
<p>You are signed in as <strong>${user.email}</strong>.</p>
<p class="buttons"><a class="button" href="${next}">Go on</a></p></section>`
  }
}

export function settingsPage ({ user, secret, endpoint, problem, done }) {
  return {
    title: 'Help center settings',
    user,
    status: problem === undefined ? 200 : 422,
    main: html`<section class="card"><h1>Help center settings</h1>
${done === 'saved' && html`<p class="done" role="status">The new secret is in use.</p>`}
${problem && html`<p class="problem" role="alert" id="problem">${problem}</p>`}
<p>What this app knows about the help center. A real app keeps it in its configuration, or on a page for admins
only.</p>
<dl><dt>Sign-in endpoint</dt><dd><code>${endpoint}</code></dd>
<dt>Secret in use</dt><dd>${secret.length} characters, the last four are
<code>${secret.trimEnd().slice(-4)}</code></dd></dl>
<form method="post" action="/settings">
<p><label for="secret">JWT Secret Key</label><textarea id="secret" name="secret" rows="4" maxlength="4000"
autocomplete="off" spellcheck="false" required${problem && html` aria-invalid="true"
aria-describedby="problem"`}></textarea></p>
<p class="hint">Paste it from the help center’s admin page. After a new one was made there, sign-in fails until it is
here.</p>
<p><button class="button">Save</button></p>
</form></section>`
  }
}

export function problemPage ({ user, status, title, text, code }) {
  return {
    title,
    user,
    status,
    main: html`<section class="card narrow"><h1>${title}</h1><p>${text}</p>
<p class="buttons"><a class="button" href="/">To the home page</a></p>
${code && html`<p class="hint">Code <code>${code}</code></p>`}</section>`
  }
}

export const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="7" fill="#38307f"/><path d="M7 21V11l9 7 9-7v10" fill="none" ' +
  'stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>'

// Violet where the help center is green, so that one look tells on which side one is. Contrasts are 4.5:1 or better.
export const STYLE = `
:root { color-scheme: light dark; --ground: #eceaf6; --card: #fff; --ink: #1d1a33; --soft: #5a5672; --line: #d3cfe6;
  --brand: #38307f; --on-brand: #fff;
  --bar: #38307f; --link: #40369a; --good: #1d6b3c; --bad: #9a2020; --good-tint: #e3f3e9; --bad-tint: #fdeaea; }
@media (prefers-color-scheme: dark) { :root { --ground: #15131f; --card: #211e30; --ink: #ebe9f6; --soft: #b3aecb;
  --line: #3b3655; --brand: #b9b0ff; --on-brand: #1a1538;
  --bar: #2a2458; --link: #c2baff; --good: #93dcae; --bad: #ffb1ab; --good-tint: #1d3527; --bad-tint: #3d2023; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground);
  color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
.wrap { width: 100%; max-width: 58rem; margin-inline: auto; padding-inline: 1.25rem; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
header :focus-visible { outline-color: #fff; }
main:focus { outline: none; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--card); z-index: 1; }
.skip:focus { top: .5rem; }
.notice { margin: 0; padding: .4rem 1.25rem; background: #ffe9b8; color: #4a3500; font-size: .875rem;
  text-align: center; }
header { background: var(--bar); color: #fff; }
header .wrap { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: center; justify-content: space-between;
  padding-block: .9rem; }
.brand { font-size: 1.3rem; font-weight: 700; color: #fff; text-decoration: none; }
nav { display: flex; gap: 1.5rem; align-items: center; }
nav a, nav button { color: #fff; font: inherit; background: none; border: 0; padding: .25rem 0; cursor: pointer;
  text-decoration: underline; text-underline-offset: .25em; text-decoration-color: #ffffff80; }
main { flex: 1; padding-block: 2.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.75rem; }
.card > :last-child, .card form > :last-child { margin-bottom: 0; }
.narrow { max-width: 28rem; margin-inline: auto; }
.grid { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
  align-items: start; }
dl { margin: 0 0 1rem; display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1.25rem; }
dt { color: var(--soft); } dd { margin: 0; }
@media (max-width: 32rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .6rem; } }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input, textarea { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft);
  border-radius: .5rem; padding: .55rem .75rem; }
[aria-invalid] { border: 2px solid var(--bad); }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; }
.button { display: inline-block; font: inherit; font-weight: 600; padding: .5rem 1.25rem; border-radius: 2rem;
  border: 1px solid transparent; background: var(--brand); color: var(--on-brand); text-decoration: none;
  cursor: pointer; }
.button:hover { filter: brightness(1.15); }
.quiet { background: transparent; color: var(--link); border-color: currentColor; }
.mark { font-size: .875rem; padding: .1rem .6rem; border-radius: 1rem; white-space: nowrap; }
.good, .done { color: var(--good); background: var(--good-tint); }
.bad, .problem { color: var(--bad); background: var(--bad-tint); }
.done, .problem { padding: .75rem 1rem; border-radius: .5rem; border-left: 4px solid currentColor;
  margin: 0 0 1.25rem; }
.hint, footer { color: var(--soft); font-size: .9375rem; }
code { font-family: ui-monospace, monospace; font-size: .9375em; }
footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2rem; padding-block: 1rem; }
footer p { margin: .25rem 0; }
`
