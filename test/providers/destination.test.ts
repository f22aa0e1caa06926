import t from 'tap'
import { discourse } from '../../lib/providers/discourse.ts'
import { defineProvider } from '../../lib/providers/define-provider.ts'
import { assertRefused } from '../fixtures/refused-options.ts'
import { SECRET } from '../fixtures/sign-jws.ts'

const { hasFixedSecret, ...checked } = discourse({ discourseUrl: 'https://forum.example.com', secret: SECRET })
const OPTION = 'inbound.destination.allowed'
const define = (allowed: unknown, changes: object = {}) => defineProvider({
  ...checked, inbound: { ...checked.inbound, destination: { parameter: 'return_sso_url', allowed: allowed as string[] } }, ...changes
})

t.test('an address that a vendor may choose is as safe as one that is configured', async (t) => {
  assertRefused(t, define, [
    [OPTION, null as never], [OPTION, 'https://a.example/' as never], [OPTION, { 0: 'https://a.example/' }],
    [`${OPTION}[0]`, ['http://a.example/']], [`${OPTION}[0]`, ['http://localhost/']], [`${OPTION}[1]`, ['https://a.example/', 'a.example']], [`${OPTION}[0]`, ['https://user@a.example/']], [`${OPTION}[0]`, ['https://*.example/']]
  ])
  t.strictSame(define(['https://a.example/x']).inbound.destination?.allowed, ['https://a.example/x'])
  t.ok(define(['http://localhost:4000/x'], { allowInsecure: true }))
  t.ok(define([]))
})
