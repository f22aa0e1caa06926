// createSignIn() beside what it cannot do without: the signature alone, by fast-jwt and by node:crypto.
import {
  createHmac, createPrivateKey, createSecretKey, generateKeyPairSync, randomUUID, sign as signWith
} from 'node:crypto'
import { createSigner } from 'fast-jwt'
import Fastify from 'fastify'
import helpCenter, { defineProvider } from 'fastify-help-center'

const SECRET = 'Zr8Kd2-benchmark-only-Wq5Tn7Yx3Lm9Vb4Hj6'
const HOME = 'https://help.example.com/home'
const PAGE = 'https://help.example.com/kb/articles/router'
const USER = { id: 'u1', email: 'ada@example.com', emailVerified: true, firstName: 'Ada', lastName: 'Lovelace' }
/** A slice is long enough for the clock, and short enough for both sides to meet the same disturbances. */
const SLICE = 20

const pem = (type, options) => generateKeyPairSync(type, options).privateKey.export({ type: 'pkcs8', format: 'pem' })
const keys = { HS256: SECRET, RS256: pem('rsa', { modulusLength: 2048 }), EdDSA: pem('ed25519') }

/** Ratios by algorithm: sign-ins in the time of one signature, the median of interleaved slices. */
export async function * measureSignIns (count) {
  for (const [algorithm, key] of Object.entries(keys)) {
    const app = Fastify()
    await app.register(helpCenter, {
      provider: providerOf(algorithm, key), loginPath: false, cookie: { secret: SECRET }
    })
    await app.ready()
    const center = app.helpCenter()
    const sign = createSigner({ key, algorithm })
    const contenders = {
      signIn: () => center.createSignIn(USER),
      signInWithReturnTo: () => center.createSignIn(USER, { returnTo: PAGE }),
      fastJwt: () => sign(claimsOf(USER)),
      crypto: algorithm === 'HS256' ? hmacSigner() : cryptoSigner(algorithm, key)
    }
    const slices = []
    // The first slices warm all of them up.
    for (let slice = -10; slice < count; slice++) {
      const times = {}
      for (const [name, run] of Object.entries(contenders)) times[name] = await timeOf(run)
      if (slice >= 0) slices.push(times)
    }
    await app.close()
    yield { algorithm, slices }
  }
}

async function timeOf (run) {
  const start = performance.now()
  let calls = 0
  let time
  do {
    for (let i = 0; i < 50; i++) await run()
    calls += 50
    time = performance.now() - start
  } while (time < SLICE)
  return time / calls
}

function providerOf (algorithm, key) {
  return defineProvider({
    id: 'acme',
    displayName: 'Acme',
    helpCenterUrl: HOME,
    inbound: { returnTo: { parameters: ['return_to'], form: 'url' } },
    token: { kind: 'jwt', parameter: 'jwt', algorithm, jti: true },
    secret: key,
    claims: { email: 'email', first_name: 'firstName', last_name: 'lastName' },
    time: { claims: { iat: 'now', exp: 'end' } },
    handoff: { kind: 'query', endpoint: 'https://help.example.com/sso/jwt', returnParameter: 'return_to' }
  })
}

function claimsOf ({ email, firstName, lastName }) {
  const iat = Math.floor(Date.now() / 1000)
  return { email, first_name: firstName, last_name: lastName, jti: randomUUID(), iat, exp: iat + 300 }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

function hmacSigner () {
  const key = createSecretKey(Buffer.from(SECRET))
  const header = encode({ alg: 'HS256', typ: 'JWT' })
  return () => {
    const signed = `${header}.${encode(claimsOf(USER))}`
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  }
}

function cryptoSigner (algorithm, pem) {
  const key = createPrivateKey(pem)
  const digest = algorithm === 'EdDSA' ? null : 'sha256'
  const header = encode({ alg: algorithm, typ: 'JWT' })
  return () => {
    const signed = `${header}.${encode(claimsOf(USER))}`
    return `${signed}.${signWith(digest, Buffer.from(signed), key).toString('base64url')}`
  }
}
