/**
 * Assertions on types, checked by `tsc` and never run: what must compile stands here as it is, what must not stands
 * behind `@ts-expect-error`. The merged user type is checked in test/package, for a merge holds for a whole program.
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import helpCenter, {
  defineProvider, fastifyHelpCenter, fullName, pickKnownClaims, zohoDesk,
  type CheckedProfile, type FastifyHelpCenterOptions, type Handoff, type HelpCenter, type HelpCenterError,
  type HelpCenterErrorCode, type HookContext, type Profile, type Provider, type ProviderContract, type SignIn,
  type SignInEvent, type PendingSignIn, type UserType
} from '../../lib/index.ts'
import { fakeZohoDesk, verifyJws, type FakeHelpCenter, type VerifiedJws } from '../../lib/testing/index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
declare function assertType<Assertion extends true> (): Assertion

const signInEndpoint = process.env.ZOHO_SIGN_IN_ENDPOINT
const secret = process.env.ZOHO_JWT_SECRET
const desk = zohoDesk({ signInEndpoint, secret, helpCenterUrl: 'https://help.example.com/portal/en/home' })
const profile: Profile = { email: 'ada@example.com', emailVerified: true }

/** The integration of the README. */
export async function integrate (): Promise<FastifyInstance> {
  const app = Fastify({ logger: true })
  const lookupUser = (request: FastifyRequest) => request.headers.cookie === undefined ? null : profile
  await app.register(helpCenter, { provider: desk, lookupUser, signInPage: '/sign-in' })
  app.post('/sign-in', async (request, reply) => {
    if (app.helpCenter().pending(request)) return reply.helpCenterRedirect(profile)
    return reply.redirect('/')
  })
  app.get('/help', (_, reply) => reply.helpCenterRedirect(profile))
  app.get('/help/:page', (_, reply) => reply.helpCenterRedirect(null, { returnTo: 'https://help.example.com/a', helpCenter: 'b' }))
  return app
}

/** Every option at once, asynchronous where it may be. */
export const everyOption: FastifyHelpCenterOptions = {
  provider: async (request, { signal }) => request.params === null || signal.aborted ? undefined : desk,
  name: 'brand-a',
  prefix: '/account',
  lookupUser: async () => undefined,
  signInPage: async (request, next) => `${request.method}${next}`,
  nextParam: 'continue',
  profile: async (user) => user,
  authorize: async () => true,
  assumeEmailVerified: true,
  loginPath: false,
  logoutPath: '/slo',
  onLogout: async () => {},
  afterLogout: '/bye',
  onSignIn: async () => {},
  hookTimeout: 100,
  maxPendingLookups: 5,
  cookie: { secret: ['a', Buffer.alloc(32)], secure: false, name: 'hc' },
  errorPage: async (error) => error.code,
  routeOptions: { login: { config: {}, preHandler: async () => {} }, logout: {} }
}

/** An app over HTTP/2 has the same decorators. */
export async function integrateHttp2 (): Promise<void> {
  const app = Fastify({ http2: true })
  await app.register(fastifyHelpCenter, { provider: desk, lookupUser: () => null })
  app.get('/help', (_, reply) => reply.helpCenterRedirect(profile))
  assertType<Equal<ReturnType<typeof app.helpCenter>, HelpCenter>>()
}

/** What the decorators and hooks are typed as. */
export function decorators (app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  assertType<Equal<UserType, Profile>>()
  assertType<Equal<ReturnType<typeof reply.helpCenterRedirect>, FastifyReply>>()
  const center = app.helpCenter('name')
  assertType<Equal<ReturnType<typeof app.helpCenter>, HelpCenter>>()
  assertType<Equal<Parameters<typeof center.pending>, [request: typeof request]>>()
  assertType<Equal<ReturnType<typeof center.pending>, PendingSignIn | null>>()
  assertType<Equal<ReturnType<typeof center.loginUrl>, string>>()
  assertType<Equal<ReturnType<typeof center.signOutUrl>, string | null>>()
  assertType<Equal<ReturnType<typeof center.createSignIn>, Promise<SignIn>>>()
  assertType<Equal<SignIn['handoff'], Handoff>>()
  assertType<Equal<SignInEvent['user'], Profile>>()
  assertType<Equal<HookContext, { signal: AbortSignal }>>()
  assertType<Equal<CheckedProfile['email'], string>>()
  assertType<Equal<typeof desk, Provider>>()
  assertType<Equal<ReturnType<typeof defineProvider>, Provider>>()
  assertType<Equal<Parameters<typeof defineProvider>, [contract: ProviderContract]>>()
  const code: HelpCenterErrorCode = 'FST_HELP_CENTER_INVALID_OPTION'
  assertType<Equal<HelpCenterError['code'], HelpCenterErrorCode>>()
  app.log.info(`${code} ${center.name}`)
}

/** The entry for tests. */
export function testing (): void {
  assertType<Equal<ReturnType<typeof fakeZohoDesk>, FakeHelpCenter>>()
  assertType<Equal<ReturnType<typeof verifyJws>, VerifiedJws>>()
  // @ts-expect-error -- one algorithm at a time, and never none
  verifyJws('a.b.c', { key: 'x', algorithm: 'none' })
}

/** Claims of one's own, listed by name. */
export const ownClaims = zohoDesk<'department' | 'plan'>({
  signInEndpoint,
  secret,
  helpCenterUrl: '',
  claims: { first_name: true, last_name: 'name', department: 'organization', plan: ({ custom }) => custom?.['plan'] }
})

/** The least that a contract needs. */
export const contract: ProviderContract = {
  id: 'acme',
  displayName: 'Acme',
  helpCenterUrl: 'https://acme.example/',
  inbound: {},
  token: { kind: 'jwt', parameter: 'token', algorithm: 'HS256' },
  secret,
  claims: { email: 'email', ...pickKnownClaims({ name: true }, { name: fullName }) },
  time: { claims: { exp: 'end' } },
  handoff: { kind: 'form', endpoint: 'https://acme.example/in', returnParameter: 'page', parametersIn: 'fields' }
}

/** What must not compile. */
export function mistakes (app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  // @ts-expect-error -- the provider is required
  app.register(helpCenter, { lookupUser: () => null })
  // @ts-expect-error -- a provider is made by a preset or by defineProvider
  app.register(helpCenter, { provider: { id: 'zoho-desk' } })
  // @ts-expect-error -- misspelled
  app.register(helpCenter, { provider: desk, lookUpUser: () => null })
  // @ts-expect-error -- a user, null or undefined
  app.register(helpCenter, { provider: desk, lookupUser: () => 'ada' })
  // @ts-expect-error -- an address cannot be true
  app.register(helpCenter, { provider: desk, loginPath: true })
  // @ts-expect-error -- a hook that is asked for a decision makes one
  app.register(helpCenter, { provider: desk, authorize: () => 'yes' })
  // @ts-expect-error -- a profile has an address
  app.register(helpCenter, { provider: desk, profile: () => ({ name: 'Ada' }) })
  // @ts-expect-error -- HEAD routes stay off
  app.register(helpCenter, { provider: desk, routeOptions: { login: { exposeHeadRoute: true } } })
  // @ts-expect-error -- a user has an address
  reply.helpCenterRedirect({ name: 'Ada' })
  // @ts-expect-error -- there is a user, or there is null
  reply.helpCenterRedirect()
  // @ts-expect-error -- misspelled
  reply.helpCenterRedirect(profile, { return_to: '/' })
  // @ts-expect-error -- for nobody there is no sign-in
  app.helpCenter().createSignIn(null)
  // @ts-expect-error -- the request, not its cookie
  app.helpCenter().pending(request.headers.cookie)
  // @ts-expect-error -- the help center's address is required
  zohoDesk({ signInEndpoint, secret })
  // @ts-expect-error -- a unit of time
  zohoDesk({ signInEndpoint, secret, helpCenterUrl: '', timeClaims: { unit: 'minutes' } })
  // @ts-expect-error -- a claim that the preset does not know, with a known one misspelled
  zohoDesk({ signInEndpoint, secret, helpCenterUrl: '', claims: { fist_name: true } })
  // @ts-expect-error -- a claim that was not listed
  zohoDesk({ signInEndpoint, secret, helpCenterUrl: '', claims: { department: 'organization' } })
  // @ts-expect-error -- misspelled beside a listed one
  zohoDesk<'department'>({ signInEndpoint, secret, helpCenterUrl: '', claims: { department: 'organization', dept: 'id' } })
  // @ts-expect-error -- a listed claim has no usual place
  zohoDesk<'department'>({ signInEndpoint, secret, helpCenterUrl: '', claims: { department: true } })
  // @ts-expect-error -- a key of the profile
  zohoDesk<'x'>({ signInEndpoint, secret, helpCenterUrl: '', claims: { x: 'password' } })
  // @ts-expect-error -- the custom object as a whole is no claim
  defineProvider({ ...contract, claims: { custom: 'custom' } })
  // @ts-expect-error -- a preset that was not called
  app.register(helpCenter, { provider: zohoDesk })
}
