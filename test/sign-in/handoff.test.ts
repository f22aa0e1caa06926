import t from 'tap'
import { makeHandoff } from '../../lib/sign-in/handoff.ts'
import { NO_REQUEST } from '../../lib/sign-in/roles.ts'
import { acmeDesk, CONTRACT, endpointOf } from '../fixtures/acme-desk.ts'

const HOME = 'https://help.example.com/'
const handOver = (endpoint: string, returnTo = HOME, token = 'a.b.c') =>
  makeHandoff({ jwt: token }, returnTo, NO_REQUEST, acmeDesk({ handoff: endpointOf(endpoint) }))

t.test('token and return URL are set, whatever the pasted template has (R10)', async (t) => {
  const templates: Array<[string, string]> = [
    ['', 'return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c'],
    ['?', 'return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c'],
    ['?return_to=&jwt=', 'return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c'],
    ['?jwt=&return_to=', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?jwt', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?jwt=old&return_to=https://evil.test', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?jwt=x&jwt=y&return_to=a&return_to=b', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?%6awt=x', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?portal=8-30039159786&lang=en',
      'portal=8-30039159786&lang=en&return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c'],
    ['?JWT=x', 'JWT=x&return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c']
  ]
  for (const [template, query] of templates) {
    const endpoint = `https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth${template}`
    t.strictSame(
      handOver(endpoint),
      { method: 'GET', url: `https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?${query}` }, template
    )
  }
})

t.test('what is nested in the return URL stays inside of it (R9)', async (t) => {
  const returnUrls = [
    'https://help.example.com/?a=b&jwt=attacker', 'https://help.example.com/&jwt=attacker',
    'https://help.example.com/#jwt=attacker', 'https://help.example.com/?return_to=https://evil.test',
    'https://help.example.com/?jwt=attacker#&jwt=attacker', 'https://help.example.com/;jwt=attacker',
    'https://help.example.com/%26jwt=attacker', 'https://help.example.com/%23?jwt%3Dattacker',
    'https://help.example.com/a+b%20c'
  ]
  for (const returnTo of returnUrls) {
    const { url } = handOver('https://help.example.com/signin/jwt/auth?return_to=&jwt=', returnTo)
    const { searchParams, hash, origin, pathname } = new URL(url)
    t.strictSame([...searchParams], [['return_to', returnTo], ['jwt', 'a.b.c']])
    t.strictSame([origin, pathname, hash], ['https://help.example.com', '/signin/jwt/auth', ''])
    t.equal(url.match(/[?&;#]jwt=/g)?.length, 1, url)
    t.match(url, /^[\x21-\x7e]+$/)
  }
})

t.test('the parameters have the names of the contract', async (t) => {
  const handoff = { ...CONTRACT.handoff, returnParameter: 'serviceurl' }
  t.equal(
    makeHandoff({ token: 'a.b.c' }, HOME, NO_REQUEST, acmeDesk({ handoff })).url,
    'https://help.example.com/signin/jwt/auth?serviceurl=https%3A%2F%2Fhelp.example.com%2F&token=a.b.c'
  )
})

t.test('echoed parameters of one visitor are not those of the next, whose address has its own (X25)', async (t) => {
  const provider = acmeDesk({ handoff: endpointOf('https://help.example.com/signin/jwt/auth?jwt=&state=') })
  const queryFor = (echo: Record<string, string>) => {
    const { url } = makeHandoff({ jwt: 'a.b.c' }, HOME, { ...NO_REQUEST, echo }, provider)
    return new URL(url).search
  }
  const [page, states] = ['&return_to=https%3A%2F%2Fhelp.example.com%2F', ['s 1&jwt=x', 's2', '']]
  for (const turn of [1, 2]) {
    t.equal(queryFor({}), `?jwt=a.b.c&state=${page}`, `${turn}`)
    for (const state of states) t.equal(queryFor({ state }), `?jwt=a.b.c&state=${encodeURIComponent(state)}${page}`)
    t.equal(queryFor({ other: '1' }), `?jwt=a.b.c&state=${page}&other=1`)
  }
})

t.test('the provider\'s template stays as it is for the next visitor', async (t) => {
  const provider = acmeDesk({ handoff: endpointOf('https://help.example.com/signin/jwt/auth?jwt=') })
  makeHandoff({ jwt: 'first' }, `${HOME}first`, NO_REQUEST, provider)
  t.equal(
    makeHandoff({ jwt: 'second' }, HOME, NO_REQUEST, provider).url,
    'https://help.example.com/signin/jwt/auth?jwt=second&return_to=https%3A%2F%2Fhelp.example.com%2F'
  )
  t.equal(provider.handoff.endpoint, 'https://help.example.com/signin/jwt/auth?jwt=')
})

const TOKEN = { jwt: 'a.b.c' }
const endpoint = 'https://help.example.com/in?brand=1'
const PAGE = 'https://help.example.com/portal/en/kb?a=b#c'

t.test('a form has the token in its body, and everything else in its address', async (t) => {
  const provider = acmeDesk({ handoff: { kind: 'form', endpoint, returnParameter: 'return_to' } })
  const handoff = makeHandoff(TOKEN, HOME, { ...NO_REQUEST, echo: { state: 's 1' } }, provider)
  t.strictSame(handoff, {
    method: 'POST',
    url: 'https://help.example.com/in?brand=1&return_to=https%3A%2F%2Fhelp.example.com%2F&state=s%201',
    fields: TOKEN
  })
})

t.test('a form may have return URL and echoed values as fields, and then nothing of them in its address', async (t) => {
  const template = `${endpoint}&return_to=&state=old`
  const provider = acmeDesk({
    handoff: { kind: 'form', endpoint: template, returnParameter: 'return_to', parametersIn: 'fields' }
  })
  const requested = { ...NO_REQUEST, echo: { state: 's 1', jwt: 'attacker' } }
  t.strictSame(JSON.parse(JSON.stringify(makeHandoff(TOKEN, PAGE, requested, provider))), {
    method: 'POST', url: 'https://help.example.com/in?brand=1', fields: { return_to: PAGE, state: 's 1', jwt: 'a.b.c' }
  })
  const chosen = { ...requested, destination: 'https://acme.example.net/in?state=old' }
  t.equal(makeHandoff(TOKEN, PAGE, chosen, provider).url, 'https://acme.example.net/in')
  const tokenOnly = acmeDesk({ handoff: { kind: 'form', endpoint, parametersIn: 'fields' } })
  t.strictSame({ ...makeHandoff(TOKEN, PAGE, NO_REQUEST, tokenOnly) }.url, endpoint)
})

t.test('a vendor that sends no return URL gets it as a whole', async (t) => {
  t.equal(makeHandoff(TOKEN, PAGE, NO_REQUEST, acmeDesk({ inbound: {} })).url,
    `https://help.example.com/signin/jwt/auth?return_to=${encodeURIComponent(PAGE)}&jwt=a.b.c`)
})

t.test('a fragment is the bare token, behind the query', async (t) => {
  const provider = acmeDesk({
    inbound: { returnTo: { parameters: ['redirect'], form: 'path' } },
    handoff: {
      kind: 'fragment', endpoint, returnParameter: 'redirect'
    }
  })
  t.strictSame(makeHandoff(TOKEN, PAGE, NO_REQUEST, provider), {
    method: 'GET', url: 'https://help.example.com/in?brand=1&redirect=%2Fportal%2Fen%2Fkb%3Fa%3Db%23c#a.b.c'
  })
})

t.test('several parameters of an answer all go into the query', async (t) => {
  t.equal(makeHandoff({ sso: 'a+b/c=', sig: 'f0' }, HOME, NO_REQUEST, acmeDesk({
    handoff: { kind: 'query', endpoint: 'https://help.example.com/session/sso_login' }
  })).url, 'https://help.example.com/session/sso_login?sso=a%2Bb%2Fc%3D&sig=f0')
})

t.test('the page where the visitor lands may take the token itself', async (t) => {
  const provider = acmeDesk({ handoff: { kind: 'query', toPage: true } })
  t.equal(makeHandoff(TOKEN, PAGE, NO_REQUEST, provider).url, 'https://help.example.com/portal/en/kb?a=b&jwt=a.b.c#c')
  t.equal(
    makeHandoff(TOKEN, 'https://help.example.com/?jwt=attacker&jwt=2', NO_REQUEST, provider).url,
    'https://help.example.com/?jwt=a.b.c'
  )
})

t.test('a destination of the vendor takes the place of the endpoint; without either it is the home page', async (t) => {
  const requested = { ...NO_REQUEST, destination: 'https://acme.example.net/implicit?x=1', echo: { state: 'a&b=c#d' } }
  t.equal(
    makeHandoff(TOKEN, HOME, requested, acmeDesk({ handoff: { kind: 'query', endpoint } })).url,
    'https://acme.example.net/implicit?x=1&state=a%26b%3Dc%23d&jwt=a.b.c'
  )
  const bare = { ...acmeDesk(), handoff: { kind: 'query' } } as const
  t.equal(makeHandoff(TOKEN, PAGE, NO_REQUEST, bare).url, 'https://help.example.com/portal/en/home?jwt=a.b.c')
})

t.test('nothing echoed takes the place of the token', async (t) => {
  const requested = { ...NO_REQUEST, echo: { jwt: 'attacker', state: 's' } }
  t.strictSame(new URL(makeHandoff(TOKEN, HOME, requested, acmeDesk()).url).searchParams.getAll('jwt'), ['a.b.c'])
})
