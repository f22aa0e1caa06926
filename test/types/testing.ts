/** The entry for tests: every export, used as a test of a host app or a judge for another vendor would. */
import Fastify from 'fastify'
import {
  checkAge, checkExpiry, checkReturnPath, checkReturnUrl, checkTimes, checkValue, createClock, createFakeHelpCenter,
  fakeCanny,
  fakeDiscourse, fakeFeaturebase, fakeFreshworks, fakeGitBook, fakeHelpScoutDocs, fakeMintlify, fakePylon,
  fakeUserVoice, fakeZendesk, fakeZohoDesk, findText, HandoffRefused, isEmail, JtiMemory, JwsError, readOptional,
  readParameter, readTime, readToken, Requests, toPath, verifyJws, withoutParameter, withParameters,
  type AcceptedSignIn, type AdminScreen, type Arrival, type ClaimType, type Departure, type ExpectedTimeFormat,
  type ExpectedTimes, type FakeCannyOptions, type FakeFreshworksOptions, type FakeHelpCenter,
  type FakeHelpCenterOptions, type FakePylonOptions, type FakeVendor, type FakeZohoDeskOptions, type Handoff,
  type Injectable, type InjectedRequest, type InjectedResponse,
  type JsonObject, type JwsAlgorithm, type JwsErrorCode, type Refusal, type RefusalCode, type Setup,
  type SiteApp, type SignInOptions, type SignInOutcome, type StandardOptions, type TestClock, type TokenRules,
  type VerifiedJws,
  type VerifyJwsOptions, type Way
} from '../../lib/testing/index.ts'
import {
  canny, discourse, featurebase, freshworks, gitBook, helpScoutDocs, mintlify, pylon, userVoice, zendesk, zohoDesk,
  type Handoff as SentHandoff, type Provider
} from '../../lib/index.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
declare function assertType<Assertion extends true> (): Assertion

/** The site of a fake is asked as an app of Fastify is. */
export const site: SiteApp = fakeCanny().app
export const host: Injectable = Fastify()
export const askSite = (request: InjectedRequest): Promise<InjectedResponse> => site.inject(request)

const cannyOptions: FakeCannyOptions = { companyID: '7' }
const freshworksOptions: FakeFreshworksOptions = { sendRedirectUri: true }
const pylonOptions: FakePylonOptions = { orgSlug: 'acme' }
const zohoOptions: FakeZohoDeskOptions = { timeClaims: { unit: 'seconds', type: 'string' } }

/** What a fake offers is what the preset of its vendor takes. */
export const providers: Provider[] = [
  canny(fakeCanny(cannyOptions).providerOptions),
  discourse(fakeDiscourse().providerOptions),
  featurebase(fakeFeaturebase().providerOptions),
  freshworks({ ...fakeFreshworks(freshworksOptions).providerOptions, secret: process.env['PRIVATE_KEY'] }),
  gitBook(fakeGitBook().providerOptions),
  helpScoutDocs(fakeHelpScoutDocs().providerOptions),
  mintlify(fakeMintlify().providerOptions),
  pylon(fakePylon(pylonOptions).providerOptions),
  userVoice(fakeUserVoice().providerOptions),
  zendesk(fakeZendesk().providerOptions),
  zohoDesk(fakeZohoDesk(zohoOptions).providerOptions)
]

/** A test of a host app. */
export async function signIn (handoff: SentHandoff, location: string | undefined): Promise<Date | undefined> {
  const settings: FakeHelpCenterOptions = { remoteLoginUrl: 'https://app.example.com/login', now: () => 0 }
  const zoho = fakeZohoDesk(settings)
  assertType<Equal<typeof zoho, FakeHelpCenter>>()
  assertType<Equal<FakeHelpCenter, FakeHelpCenter<StandardOptions>>>()
  assertType<Equal<ReturnType<typeof zoho.receive>, AcceptedSignIn>>()
  assertType<Equal<Parameters<typeof zoho.receive>, [handoff: string | Handoff]>>()
  assertType<Equal<typeof zoho.refusals, readonly Refusal[]>>()
  assertType<Equal<Refusal['code'], RefusalCode>>()
  assertType<Equal<AcceptedSignIn['claims'], JsonObject>>()
  assertType<Equal<SentHandoff, Handoff>>()
  zoho.receive(handoff)
  // @ts-expect-error -- a redirect may have no address: the test has to look
  zoho.receive(location)
  // @ts-expect-error -- misspelled
  fakeZohoDesk({ ...settings, remoteLoginURL: '' })
  // @ts-expect-error -- misspelled
  fakeZendesk({ ...settings, maxLifetime: 60 })
  await zoho.app.inject(new URL(zoho.remoteLogin()).pathname)
  const clock: TestClock = createClock()
  const options: SignInOptions = { app: Fastify(), headers: { cookie: '' }, typed: {}, returnTo: '' }
  const outcome: SignInOutcome = await fakeZohoDesk({ now: clock.now }).signIn(options)
  if (outcome.signedIn) assertType<Equal<typeof outcome.refusal, { code: RefusalCode, reason: string } | undefined>>()
  // @ts-expect-error -- misspelled
  await zoho.signIn({ return_to: '' })
  await zoho.listen({ port: 0 })
  await zoho.close()
  return zoho.refusals[0]?.at
}

const rules: TokenRules = {
  key: 'k', algorithm: 'HS256', required: { email: 'email', jti: 'id' satisfies ClaimType }, optional: { id: 'number' }
}
const admin: AdminScreen = {
  place: 'Settings', labels: { remoteLoginUrl: 'Login URL', secret: 'Key', signInEndpoint: 'Endpoint' }, demands: []
}
const way: Way = { kind: 'form', path: '/sso' }

/** A vendor's rules, written by somebody else. */
export function createVendor (): FakeVendor<Pick<Setup, 'secret'>> {
  const requests = new Requests<{ returnTo: string }>()
  const spent = new JtiMemory()
  return {
    name: 'Acme',
    way,
    admin,
    remoteLogin: (url, { returnTo, origin, now }: Departure) => {
      requests.add('id', { returnTo }, now)
      return withParameters(url, { state: toPath(withoutParameter(new URL(returnTo), 'page'), origin) })
    },
    providerOptions: ({ secret }) => ({ secret }),
    judge (arrival: Arrival) {
      const { fields, now } = arrival
      const claims = readToken(readParameter(fields, 'token'), rules)
      checkValue(claims, 'aud', 'acme')
      checkAge(claims, 60, now)
      checkExpiry(claims, now, 300)
      spent.add(findText(claims, 'jti', 'id'), now, now)
      if (!isEmail(claims['email'])) throw new HandoffRefused('bad-email', 'No address')
      checkReturnPath(readOptional(fields, 'path'), 'path', arrival)
      const returnTo = checkReturnUrl(readOptional(fields, 'page'), 'page', arrival)
      assertType<Equal<ReturnType<typeof requests.find>, { returnTo: string }>>()
      return { email: claims['email'], name: '', claims, returnTo }
    }
  }
}

/** What reads tokens. */
export function read (claims: JsonObject, times: ExpectedTimes, options: VerifyJwsOptions): void {
  const helpCenter = createFakeHelpCenter(createVendor())
  assertType<Equal<typeof helpCenter, FakeHelpCenter<Pick<Setup, 'secret'>>>>()
  assertType<Equal<typeof times.format, ExpectedTimeFormat>>()
  assertType<Equal<ReturnType<typeof readTime>, number>>()
  assertType<Equal<ReturnType<typeof checkTimes>, number>>()
  assertType<Equal<ReturnType<typeof verifyJws>, VerifiedJws>>()
  assertType<Equal<VerifyJwsOptions['algorithm'], JwsAlgorithm>>()
  assertType<Equal<JwsError['code'], JwsErrorCode>>()
  assertType<Equal<HandoffRefused['code'], RefusalCode>>()
  helpCenter.receive('')
  checkTimes(claims, times, readTime(claims, 'exp', times.format))
  verifyJws('a.b.c', options)
  // @ts-expect-error -- one algorithm at a time, and never none
  verifyJws('a.b.c', { key: 'x', algorithm: 'none' })
  // @ts-expect-error -- no such refusal
  throw new HandoffRefused('bad-mail', '')
}
