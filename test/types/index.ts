/**
 * Assertions on types, checked by `tsc` and never run. What must not compile comes after `@ts-expect-error`.
 *
 * test/package compiles this folder once more against the built package, in every mode in which users resolve modules,
 * and expects every public export in it. A merged user type changes a whole program: it has a test of its own there.
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import helpCenter, {
  defineProvider, fastifyHelpCenter, fullName, pickClaims, pickKnownClaims, zohoDesk,
  type Algorithm, type CheckedProfile, type ClaimOptions, type ClaimSource, type ClaimValue, type CreateSignInOptions,
  type FastifyHelpCenter, type FastifyHelpCenterOptions, type Handoff, type HandoffContract, type HelpCenter,
  type HelpCenterCookieOptions, type HelpCenterError, type HelpCenterErrorCode, type HelpCenterRedirectOptions,
  type HookContext, type InboundContract, type Instant, type Key, type KnownClaims, type Parameters as VendorParameters,
  type PendingSignIn, type Profile, type Provider, type ProviderContract, type Secret, type SignIn, type SignInEvent,
  type SignInRequest, type TimeContract, type TimeFormat, type TimeRules, type TimeUnit, type TokenFormat, type UserType
} from '../../lib/index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
type IsAny<T> = 0 extends 1 & T ? true : false
declare function assertType<Assertion extends true> (): Assertion

const signInEndpoint = process.env['ZOHO_SIGN_IN_ENDPOINT']
const secret = process.env['ZOHO_JWT_SECRET']
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
  const options = { returnTo: 'https://help.example.com/a', helpCenter: 'brand-b' }
  app.get('/help/:page', (_, reply) => reply.helpCenterRedirect(null, options))
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
  app.log.info(center.name)
}

/** Codes are a closed list: one that is misspelled, or `any`, would never be noticed in a `switch`. */
export function errors (error: HelpCenterError): number {
  assertType<Equal<IsAny<HelpCenterErrorCode>, false>>()
  assertType<Equal<IsAny<HelpCenterError['code']>, false>>()
  assertType<Equal<HelpCenterError['code'], HelpCenterErrorCode>>()
  assertType<Equal<string extends HelpCenterErrorCode ? true : false, false>>()
  assertType<Equal<typeof error.statusCode, number>>()
  assertType<Equal<typeof error.headers, Record<string, string> | undefined>>()
  // @ts-expect-error -- misspelled
  if (error.code === 'FST_HELP_CENTER_BUZY') return 1
  // @ts-expect-error -- a code is text
  const code: number = error.code
  return error.code === 'FST_HELP_CENTER_INVALID_OPTION' ? 2 : code
}

/** The names under which the parts of the public interface are exported. */
export function names (): void {
  assertType<Equal<typeof helpCenter, typeof fastifyHelpCenter>>()
  assertType<Equal<typeof fastifyHelpCenter.zohoDesk, typeof zohoDesk>>()
  assertType<Equal<typeof fastifyHelpCenter.defineProvider, typeof defineProvider>>()
  assertType<Equal<keyof FastifyHelpCenter, never>>()
  assertType<Equal<Parameters<HelpCenter['createSignIn']>[1], CreateSignInOptions | undefined>>()
  assertType<Equal<Parameters<FastifyReply['helpCenterRedirect']>[1], HelpCenterRedirectOptions | undefined>>()
  assertType<Equal<FastifyHelpCenterOptions['cookie'], HelpCenterCookieOptions | undefined>>()
  assertType<Equal<ProviderContract['inbound'], InboundContract>>()
  assertType<Equal<ProviderContract['token'], TokenFormat>>()
  assertType<Equal<ProviderContract['handoff'], HandoffContract>>()
  assertType<Equal<ProviderContract['time'], TimeContract>>()
  assertType<Equal<ProviderContract['secret'], Secret | undefined>>()
  assertType<Equal<ProviderContract['claims'][string], ClaimSource>>()
  assertType<Equal<Provider['time'], Readonly<TimeRules>>>()
  assertType<Equal<Provider['secret'], () => Key | Promise<Key>>>()
  assertType<Equal<TimeFormat['unit'], TimeUnit>>()
  assertType<Equal<TimeContract['claims'][string], Instant>>()
  assertType<Equal<Extract<TokenFormat, { kind: 'jwt' }>['algorithm'], Algorithm>>()
  assertType<Equal<ReturnType<Extract<TokenFormat, { kind: 'signed' }>['encode']>, VendorParameters>>()
  assertType<Equal<PendingSignIn, Pick<SignInRequest, 'returnTo' | 'parameters'>>>()
  assertType<Equal<ReturnType<Exclude<ClaimSource, string>>, ClaimValue | null | undefined>>()
}

const KNOWN_CLAIMS = { name: fullName, plan: null } as const satisfies KnownClaims
/** A preset's `claims` option, as the presets of this package declare theirs. */
export const chosen: ClaimOptions<typeof KNOWN_CLAIMS> = { name: true, plan: () => 'pro' }

/** The least that a contract needs. */
export const contract: ProviderContract = {
  id: 'acme',
  displayName: 'Acme',
  helpCenterUrl: 'https://acme.example/',
  inbound: {},
  token: { kind: 'jwt', parameter: 'token', algorithm: 'HS256' },
  secret,
  claims: { email: 'email', ...pickKnownClaims(chosen, KNOWN_CLAIMS), ...pickClaims({ dept: 'organization' }, {}) },
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
  // @ts-expect-error -- a claim with no usual place
  pickKnownClaims({ plan: true } satisfies ClaimOptions<typeof KNOWN_CLAIMS>, KNOWN_CLAIMS)
  // @ts-expect-error -- the custom object as a whole is no claim
  defineProvider({ ...contract, claims: { custom: 'custom' } })
  // @ts-expect-error -- misspelled
  defineProvider({ ...contract, fixedClaim: {} })
}
