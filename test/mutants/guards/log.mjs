import { breaking } from '../breaking.mjs'

const LOG = ['test/visit/operator-log.test.ts']

export const log = [
  ...breaking('lib/sign-in/issue.ts', LOG, [
    ['log: a sign-in tells its return URL', 'log.info({ helpCenter,', 'log.info({ returnTo, helpCenter,'],
    ['log: a sign-in that nobody got', '  assertWaiting()\n  log.info', '  log.info']
  ]),
  ...breaking('lib/visit/visit.ts', LOG, [
    ['log: a wrong signature is a detail', "refusal === 'wrong-signature' ? 'warn' : 'debug'", "'debug'"]
  ]),
  ...breaking('lib/visit/error-answer.ts', LOG, [
    ['log: a loop without saying which', "['failure', 'vendorMessage', 'loop']", "['failure', 'vendorMessage']"],
    ['log: loops and refusals are everyday life', "FOR_OPERATORS.has(code) ? 'warn' : 'info'", "'info'"],
    ['log: prefetches are trouble', "if (ON_THEIR_OWN.has(code)) return 'debug'", '']
  ]),
  ...breaking('lib/sign-in/attempts.ts', LOG, [
    ['log: the wrong loop', '{ loop: kind }', "{ loop: 'token' }"]
  ]),
  ...breaking('lib/host/help-center.ts', LOG, [
    ['log: why nothing is pending', 'if (refusal !== null) request.log.debug', 'if (false) request.log.debug']
  ])
]
