import { answers } from './guards/answers.mjs'
import { cookies } from './guards/cookies.mjs'
import { fakeHelpCenter } from './guards/fake-help-center.mjs'
import { hooks } from './guards/hooks.mjs'
import { log } from './guards/log.mjs'
import { options } from './guards/options.mjs'
import { returnUrls } from './guards/return-urls.mjs'
import { tokens } from './guards/tokens.mjs'

/** Every guard, taken away or weakened in the way in which somebody might really do it. */
export const mutants = [
  ...returnUrls, ...answers, ...tokens, ...cookies, ...hooks, ...options, ...log, ...fakeHelpCenter
]
