import t from 'tap'
import { makeHandoff } from '../../lib/sign-in/handoff.ts'
import { acmeDesk, CONTRACT, endpointOf } from '../fixtures/acme-desk.ts'

const HOME = 'https://help.example.com/'
const handOver = (endpoint: string, returnTo = HOME, token = 'a.b.c') => makeHandoff(token, returnTo, acmeDesk({ handoff: endpointOf(endpoint) }))

t.test('token and return URL are set, whatever the pasted template has (R10)', async t => {
  const templates: Array<[string, string]> = [
    ['', 'return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c'],
    ['?', 'return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c'],
    ['?return_to=&jwt=', 'return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c'],
    ['?jwt=&return_to=', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?jwt', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?jwt=old&return_to=https://evil.test', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?jwt=x&jwt=y&return_to=a&return_to=b', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?%6awt=x', 'jwt=a.b.c&return_to=https%3A%2F%2Fhelp.example.com%2F'],
    ['?portal=8-30039159786&lang=en', 'portal=8-30039159786&lang=en&return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c'],
    ['?JWT=x', 'JWT=x&return_to=https%3A%2F%2Fhelp.example.com%2F&jwt=a.b.c']
  ]
  for (const [template, query] of templates) {
    const endpoint = `https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth${template}`
    t.strictSame(handOver(endpoint), { method: 'GET', url: `https://help.example.com/accounts/p/8-30039159786/signin/jwt/auth?${query}` }, template)
  }
})

t.test('what is nested in the return URL stays inside of it (R9)', async t => {
  const returnUrls = [
    'https://help.example.com/?a=b&jwt=attacker', 'https://help.example.com/&jwt=attacker', 'https://help.example.com/#jwt=attacker', 'https://help.example.com/?return_to=https://evil.test',
    'https://help.example.com/?jwt=attacker#&jwt=attacker', 'https://help.example.com/;jwt=attacker', 'https://help.example.com/%26jwt=attacker', 'https://help.example.com/%23?jwt%3Dattacker', 'https://help.example.com/a+b%20c'
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

t.test('the parameters have the names of the contract', async t => {
  const handoff = { ...CONTRACT.handoff, tokenParameter: 'token', returnParameter: 'serviceurl' }
  t.equal(makeHandoff('a.b.c', HOME, acmeDesk({ handoff })).url, 'https://help.example.com/signin/jwt/auth?serviceurl=https%3A%2F%2Fhelp.example.com%2F&token=a.b.c')
})

t.test('the provider\'s template stays as it is for the next visitor', async t => {
  const provider = acmeDesk({ handoff: endpointOf('https://help.example.com/signin/jwt/auth?jwt=') })
  makeHandoff('first', `${HOME}first`, provider)
  t.equal(makeHandoff('second', HOME, provider).url, 'https://help.example.com/signin/jwt/auth?jwt=second&return_to=https%3A%2F%2Fhelp.example.com%2F')
  t.equal(provider.handoff.endpoint, 'https://help.example.com/signin/jwt/auth?jwt=')
})
