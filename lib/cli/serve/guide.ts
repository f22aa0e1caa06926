import type { VendorFacts } from '../../facts/fact.ts'
import type { Judge } from '../../fakes/judge.ts'

interface Served {
  facts: VendorFacts
  judge: Judge
  /** Where the secret came from, if it was given; it is not printed then. */
  secretFrom: string | undefined
}

/** What `serve` prints once the help center is there: what to paste, where to look, what to try. */
export function describeHelpCenter (served: Served): string {
  const { judge } = served
  return `A stand-in for ${judge.vendor.name}, on this machine alone. It sends nothing anywhere and forgets all.

Give your app
${drawTable(listValues(served))}

In this package: ${drawPreset(served)}

Open
${drawTable([
  ['as a guest', judge.helpCenterUrl],
  ['why it refuses', `${judge.origin}/admin`]
])}

Try
${listSteps(served).map((step, index) => `  ${index + 1}. ${step}`).join('\n')}

Each sign-in is one line below. Ctrl-C ends it.
`
}

function listValues ({ judge, secretFrom }: Served): Array<[string, string]> {
  const { vendor: { admin: { labels } }, signInEndpoint, helpCenterUrl } = judge
  return [
    [labels.signInEndpoint, signInEndpoint],
    ['Home page', helpCenterUrl],
    [labels.secret, describeKey(judge, secretFrom)]
  ]
}

function describeKey ({ vendor: { keys }, secret, origin }: Judge, secretFrom: string | undefined): string {
  if (keys === 'pasted') {
    return secret === '' ? `paste that of your app on ${origin}/admin` : `that of ${secretFrom}; your app signs with it`
  }
  if (secretFrom !== undefined) return `that of ${secretFrom}`
  const kept = 'A new one each time; --secret-env NAME keeps one.'
  return keys === 'issued' ? `copy it from ${origin}/admin. ${kept}` : `${secret}\n${kept}`
}

/** The call of the preset, with what this help center expects. */
function drawPreset ({ facts, judge }: Served): string {
  const options = Object.entries({ ...judge.providerOptions, secret: undefined })
    .map(([name, value]) => value === undefined ? name : `${name}: ${drawValue(value)}`)
  return `${facts.preset}({\n${options.map((option) => `  ${option}`).join(',\n')}\n})`
}

function drawValue (value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

function listSteps ({ facts, judge }: Served): string[] {
  const { origin, vendor: { name, keys, admin: { labels } } } = judge
  const returns = Object.keys(facts.inbound.parameters).length > 0
  return [
    `Sign in from an article${returns ? ', and land on it again' : ''}: ` +
    `${origin}/portal/en/kb/articles/reset-your-router` +
    (returns ? '' : `\n     ${name} tells no app which page that was, so you land on the home page.`),
    facts.inbound.begins.value === 'vendor'
      ? `Begin here each time: only ${name} begins a sign-in, and a link in your app opens it as for a guest.`
      : 'Start from your app, by its own link to the help center, if it has one.',
    keys === 'pasted'
      ? `Paste another ${labels.secret} on the admin page and sign in: it says why it refuses.`
      : `Press "Regenerate secret key" on the admin page and sign in: ${describeRefusal(facts)}.`
  ]
}

function describeRefusal ({ inbound: { parameters } }: VendorFacts): string {
  const signs = Object.values(parameters).some(({ value }) => value.role === 'signed-request')
  return signs ? 'your app refuses its request, signed with a key that it does not know' : 'it says why it refuses'
}

/** Names and values in two columns; a value may have several lines. */
function drawTable (rows: ReadonlyArray<readonly [name: string, value: string]>): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows.map(([name, value]) =>
    `  ${name.padEnd(width)}${value.replaceAll('\n', `\n  ${' '.repeat(width)}`)}`).join('\n')
}
