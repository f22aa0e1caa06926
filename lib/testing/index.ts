/**
 * Strict help centers to test against: each judges sign-ins by its vendor's documentation, says why it refuses one, and
 * shows the pages that a visitor would see. Nothing here shares code with the part that signs.
 */
import * as vendors from '../fakes/index.ts'
import { fakeOf } from './fake-help-center.ts'

/** An ideas portal that follows Aha!'s documentation. */
export const fakeAha = fakeOf(vendors.aha)

/** A community that follows Bettermode's documentation. */
export const fakeBettermode = fakeOf(vendors.bettermode)

/** A feedback board that follows Canny's documentation. */
export const fakeCanny = fakeOf(vendors.canny)

/** A forum that follows the source code of Discourse, with DiscourseConnect. */
export const fakeDiscourse = fakeOf(vendors.discourse)

/** A feedback board that follows Featurebase's documentation. */
export const fakeFeaturebase = fakeOf(vendors.featurebase)

/** A help center that follows Freshworks' documentation: Freshdesk with JWT sign-in. */
export const fakeFreshworks = fakeOf(vendors.freshworks)

/** A documentation site that follows GitBook's documentation. */
export const fakeGitBook = fakeOf(vendors['git-book'])

/** A Docs site that follows Help Scout's documentation. */
export const fakeHelpScoutDocs = fakeOf(vendors['help-scout-docs'])

/** A documentation site that follows Mintlify's documentation. `secret` is an Ed25519 private key, as PEM. */
export const fakeMintlify = fakeOf(vendors.mintlify)

/** A customer portal that follows Pylon's documentation. */
export const fakePylon = fakeOf(vendors.pylon)

/** A portal that follows UserVoice's documentation. */
export const fakeUserVoice = fakeOf(vendors['user-voice'])

/** A help center that follows Zendesk's documentation. */
export const fakeZendesk = fakeOf(vendors.zendesk)

/**
 * A help center that follows Zoho Desk's documentation: call `receive()`, inject into `app`, or `listen()`.
 *
 * @example
 * const zoho = fakeZohoDesk({ remoteLoginUrl: 'https://app.example.com/help-center/login' })
 * await app.register(helpCenter, { provider: zohoDesk(zoho.providerOptions), lookupUser })
 * const { pathname, search } = new URL(zoho.remoteLogin())
 * const response = await app.inject(pathname + search)
 * const { email } = zoho.receive(response.headers.location)
 */
export const fakeZohoDesk = fakeOf(vendors['zoho-desk'])

export type { FakeCannyOptions, FakeFreshworksOptions, FakePylonOptions, FakeZohoDeskOptions } from '../fakes/index.ts'
export { createClock, type TestClock } from './clock.ts'
export type { InjectedRequest, InjectedResponse, SiteApp } from '../emulator/app.ts'
export type { SignInOptions, SignInOutcome } from './sign-in.ts'
export type { Injectable } from './walk.ts'
export { createFakeHelpCenter, type FakeHelpCenter } from './fake-help-center.ts'
export type { FakeHelpCenterOptions } from '../fakes/settings.ts'
export type {
  AcceptedSignIn, AdminScreen, Arrival, Departure, FakeVendor, Handoff, Setup, StandardOptions, Way
} from '../fakes/vendor.ts'
export { HandoffRefused, type Refusal, type RefusalCode } from '../fakes/refusals.ts'

// Building blocks for the rules of a vendor.
export {
  checkAge, checkExpiry, checkValue, findText, readToken, type ClaimType, type TokenRules
} from '../fakes/checks.ts'
export {
  checkReturnPath, checkReturnUrl, readOptional, readParameter, toPath, withParameters, withoutParameter
} from '../fakes/parameters.ts'
export { isEmail } from '../fakes/email.ts'
export { JtiMemory } from '../fakes/jti-memory.ts'
export { Requests } from '../fakes/requests.ts'
export type { JsonObject } from '../fakes/strict-json.ts'
export { checkTimes, readTime, type ExpectedTimeFormat, type ExpectedTimes } from '../fakes/time-claims.ts'
export {
  JwsError, verifyJws, type JwsAlgorithm, type JwsErrorCode, type VerifiedJws, type VerifyJwsOptions
} from '../fakes/verify-jws.ts'
