/**
 * A strict help center to test against: it judges sign-ins as the vendor's documents say, tells why it refuses one,
 * and shows the pages that a visitor would see. Nothing here shares code with the part that signs.
 */
export { fakeZohoDesk } from './fake-zoho-desk.ts'
export type { FakeZohoDeskOptions } from './fake-zoho-desk.ts'
export type { FakeHelpCenter } from './fake-help-center.ts'
export type { Handoff } from './vendor.ts'
export { HandoffRefused } from './refusals.ts'
export type { Refusal, RefusalCode } from './refusals.ts'
export type { TimeFormat } from './time-claims.ts'
export { JwsError, verifyJws } from './verify-jws.ts'
export type { JwsAlgorithm, JwsErrorCode, VerifiedJws, VerifyJwsOptions } from './verify-jws.ts'
