import { createFakeHelpCenter } from './fake-help-center.ts'
import type { FakeHelpCenter, FakeHelpCenterOptions } from './fake-help-center.ts'
import type { TimeFormat } from '../fakes/time-claims.ts'
import { zohoDeskRules } from '../fakes/zoho-desk.ts'

export interface FakeZohoDeskOptions extends FakeHelpCenterOptions {
  /**
   * How this help center wants exp, nbf and iat. Public sources conflict about the real one, so try your app with each.
   * @default { unit: 'seconds', type: 'number' }
   */
  timeClaims?: TimeFormat
  /**
   * The most seconds from nbf to exp. Zoho says ten minutes for the neighbouring ASAP tokens.
   * @default 600
   */
  maxLifetime?: number
  /**
   * Seconds by which the two clocks may differ. None by default: a real help center may forgive nothing.
   * @default 0
   */
  clockTolerance?: number
  /** The portal id in the sign-in endpoint. @default '8-30039159786' */
  portal?: string
}

/**
 * A help center that behaves as Zoho Desk does by its documents: inject into `app`, call `receive`, or `listen`.
 * @example
 * const helpCenter = fakeZohoDesk({ remoteLoginUrl: 'https://app.example.com/help-center/login' })
 * await app.register(fastifyHelpCenter, {
 *   provider: zohoDesk({ signInEndpoint: helpCenter.signInEndpoint, secret: helpCenter.secret, … }),
 *   …
 * })
 * const { pathname, search } = new URL(helpCenter.remoteLogin())
 * const response = await app.inject(pathname + search)
 * const { email } = helpCenter.receive(response.headers.location)
 */
export function fakeZohoDesk (options: FakeZohoDeskOptions = {}): FakeHelpCenter {
  const {
    timeClaims: format = { unit: 'seconds', type: 'number' },
    maxLifetime = 600,
    clockTolerance = 0,
    portal = '8-30039159786',
    ...rest
  } = options
  // Seen in the wild with and without the prefix, so the shape is not narrowed further; it only has to fit in a path.
  if (!/^[\w-]+$/.test(portal)) throw new TypeError('portal must consist of letters, digits, - and _')
  return createFakeHelpCenter(zohoDeskRules({ portal, times: { format, maxLifetime, clockTolerance } }), rest)
}
