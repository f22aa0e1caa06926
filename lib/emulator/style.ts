/** All colors are variables with a contrast of at least 4.5:1 to their background, in both schemes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f7f6f2; --card: #fff; --ink: #1d2522; --soft: #55605b; --line: #dad8cf;
  --brand: #1f6f54; --on-brand: #fff; --link: #17603f; --tint: #e3efe8;
  --bad: #9c1f1f; --bad-tint: #fdebea; --notice: #fff3c9; --on-notice: #4a3a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #141917; --card: #1d2421; --ink: #e8ece9; --soft: #a9b5af; --line: #35403b;
    --brand: #7fd0ae; --on-brand: #0d1f18; --link: #8fdcbb; --tint: #20342b;
    --bad: #ffb0a8; --bad-tint: #3b1f1e; --notice: #3a3113; --on-notice: #f4e3a6;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground);
  color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere;
}
.wrap { width: 100%; max-width: 60rem; margin: 0 auto; padding-inline: 1.25rem; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--card); z-index: 1; }
.skip:focus { top: .5rem; }
.notice {
  margin: 0; padding: .4rem 1.25rem; background: var(--notice); color: var(--on-notice); font-size: .875rem;
  text-align: center;
}
header { background: var(--card); border-bottom: 1px solid var(--line); }
.bar {
  display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between;
  padding-block: 1rem .5rem;
}
.brand { font-size: clamp(1.0625rem, 4.6vw, 1.25rem); font-weight: 700; color: var(--ink); text-decoration: none; }
.brand span { font-weight: 400; color: var(--soft); }
.who { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
header nav { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
header nav a { padding: .5rem 0; color: var(--soft); text-decoration: none; border-bottom: 3px solid transparent; }
header nav a:hover { color: var(--ink); }
header nav a[aria-current] { color: var(--ink); border-color: var(--brand); font-weight: 600; }
main { flex: 1; padding-block: 2rem 4rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.0625rem; margin: 0 0 .25rem; }
.hero { margin: 0 0 1rem; padding: 2.5rem 2rem; background: var(--tint); border-radius: .75rem; }
.hero h1 { font-size: 2.5rem; margin: 0 0 .5rem; }
.hero p { margin: 0; max-width: 40rem; }
.cards {
  list-style: none; padding: 0; margin: 0; display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr));
}
.cards li, .posts li {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem;
}
.cards p { margin: 0; color: var(--soft); }
.split { display: grid; gap: 0 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
.plain { list-style: none; padding: 0; margin: 0; }
.plain li { padding: .5rem 0; border-bottom: 1px solid var(--line); }
.posts { list-style: none; padding: 0; margin: 0 0 1.5rem; display: grid; gap: 1rem; }
.posts h2 { font-size: 1.125rem; margin: 0; }
.posts p { margin: .25rem 0 0; }
.text { white-space: pre-line; }
.meta { color: var(--soft); font-size: .9375rem; }
.crumbs { margin-bottom: .75rem; font-size: .9375rem; }
.reading { max-width: 42rem; }
.lead { font-size: 1.1875rem; color: var(--soft); }
.reading li { margin: .5rem 0; }
.aside, .done {
  background: var(--tint); border-left: 4px solid var(--brand); padding: .75rem 1rem; border-radius: .25rem;
}
.problem {
  background: var(--bad-tint); color: var(--bad); border-left: 4px solid currentColor; padding: .75rem 1rem;
  border-radius: .25rem; margin: 1rem 0;
}
.problem p { margin: .25rem 0; }
.problem a, .problem .meta { color: inherit; }
form { max-width: 42rem; }
.field { margin: 1rem 0; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
input, textarea {
  width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft);
  border-radius: .4rem; padding: .55rem .75rem;
}
input[readonly] { background: var(--ground); }
[aria-invalid] { border: 2px solid var(--bad); }
section > .field { max-width: 42rem; }
.code, code { font-family: ui-monospace, monospace; font-size: .9375rem; }
.button {
  display: inline-block; font: inherit; font-weight: 600; padding: .5rem 1.1rem; border-radius: .4rem;
  border: 1px solid transparent; background: var(--brand); color: var(--on-brand); text-decoration: none;
  cursor: pointer;
}
.button:hover { filter: brightness(1.1); }
.quiet { background: transparent; color: var(--link); border-color: currentColor; }
.danger { background: transparent; color: var(--bad); border-color: currentColor; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
.follow { margin: 1rem 0; }
.reply { border-top: 1px solid var(--line); margin-top: 2.5rem; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
table { border-collapse: collapse; width: 100%; min-width: 40rem; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .6rem .9rem; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; }
td:first-child, td:nth-child(2) { white-space: nowrap; }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
footer .wrap { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2rem; padding-block: 1rem; }
footer p { margin: .25rem 0; }
@media print { .notice, nav, .who, footer { display: none; } }
`
