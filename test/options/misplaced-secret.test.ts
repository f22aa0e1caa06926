import t from 'tap'
import helpCenter, { defineProvider, zohoDesk } from '../../lib/index.ts'
import * as presets from '../../lib/providers/index.ts'
import { CONTRACT } from '../fixtures/acme-desk.ts'
import { buildProvider, createHost, ENDPOINT, findUser, HOME, wrong } from '../fixtures/build-app.ts'
import { rejectionOf, thrownBy } from '../fixtures/thrown-by.ts'
import { createProvider, widgetNames, vendorNames } from '../fixtures/vendors.ts'

/** As admin screens, vaults and `openssl rand` show them; the shortest has 16 characters. */
const secrets: readonly string[] = [
  'a81f3c07d95be264', 'q7Xw2-secret-of-a-vendor-9Lm4Rt8Vb3Nc6Zk', 'Zm9v+YmFyL2Jhei9xdXV4Lz8/PT0rKysvLy8vLy8vLw==',
  '5f2b7c1e-8d64-4a39-9c0b-2e71d8f6a453', 'whsec_x5Tq8-of-a-vendor', 'correct horse battery staple',
  'http-9f8e7d6c5b4a3', '/9v+YmFyL2Jhei9xdXV4Lz8/PT0rKysvLy8vLy8vLw==',
  'user:p4ssw0rd-of-the-vault@vault', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----\n'
]

/** Fails unless it is an option error, in which there is nothing of the secret. */
function assertSilent (error: unknown, secret: string): void {
  const { code, message, stack } = error as Partial<Error> & { code?: string }
  if (code !== 'FST_HELP_CENTER_INVALID_OPTION') throw error
  const parts = [secret.slice(0, 12), JSON.stringify(secret).slice(1, 13), secret.slice(-12)]
  if (parts.some((part) => `${message}${stack}`.includes(part))) throw new Error(`part of ${secret} in: ${message}`)
}

/** The options of a preset, of `defineProvider` or of the plugin, as the error for one that there is not lists them. */
function knownTo ({ message }: { message: string }): string[] {
  return /Known: (.+)$/.exec(message)?.[1]?.split(', ') ?? []
}

t.test('a secret in place of all options is told by its length (X25)', async (t) => {
  for (const [name, preset] of Object.entries({ ...presets, defineProvider })) {
    for (const secret of secrets) {
      const error = thrownBy(() => (preset as (options: never) => unknown)(wrong(secret)))
      assertSilent(error, secret)
      t.match(error.message, RegExp(`^${name}: options: got a string of ${secret.length} characters\\.`))
    }
  }
})

for (const name of [...vendorNames, ...widgetNames]) {
  t.test(`${name}: a secret in a wrong option is not in the error (X25)`, async (t) => {
    const options = knownTo(thrownBy(() => createProvider(name, { nonsense: true })))
    let refused = 0
    for (const option of options) {
      for (const secret of secrets) {
        for (const value of option === 'secret' ? [] : [secret, [secret], { key: secret }]) {
          try {
            createProvider(name, { [option]: value })
          } catch (error) {
            refused++
            assertSilent(error, secret)
          }
        }
      }
    }
    t.ok(refused > 2 * secrets.length, `${refused} of ${options.length} options refused`)
  })
}

t.test('a secret that became the name of an option is told by its length (X25)', async (t) => {
  const secret = 'q7Xw2-secret-of-a-vendor-9Lm4Rt8Vb3Nc6Zk'
  const { message } = thrownBy(() => createProvider('zohoDesk', { [secret]: 'secret' }))
  t.match(message, 'zohoDesk: unknown option with a name of 40 characters. Known: ')
  t.notMatch(message, 'q7Xw2')
})

t.test('secret and sign-in endpoint in each other\'s place (X25)', async (t) => {
  for (const secret of secrets) {
    const swapped = { signInEndpoint: secret, secret: `${ENDPOINT}?return_to=&jwt=`, helpCenterUrl: HOME }
    const error = thrownBy(() => zohoDesk(swapped))
    assertSilent(error, secret)
    t.match(error.message, /^zohoDesk: option signInEndpoint: got (?:a string of \d+ characters|"…@vault")\./)
  }
})

t.test('a secret in a wrong field of a contract is not in the error (X25)', async (t) => {
  let refused = 0
  for (const field of Object.keys(CONTRACT) as Array<keyof typeof CONTRACT>) {
    const inner = Object.keys(Object(CONTRACT[field]))
    for (const secret of field === 'secret' ? [] : secrets) {
      for (const value of [secret, ...inner.map((key) => ({ ...Object(CONTRACT[field]), [key]: secret }))]) {
        try {
          defineProvider({ ...CONTRACT, [field]: value })
        } catch (error) {
          refused++
          assertSilent(error, secret)
        }
      }
    }
  }
  t.ok(refused > 5 * secrets.length, String(refused))
})

t.test('a secret in a wrong option of the plugin is not in the error (X25)', async (t) => {
  const register = async (options: object) => {
    const app = createHost()
    t.teardown(() => app.close())
    app.register(helpCenter, { provider: buildProvider(), lookupUser: findUser, ...options })
    await app.ready()
  }
  const options = knownTo(await rejectionOf(register({ nonsense: true })))
  t.ok(options.length > 15)
  const accepted = new Set<string>()
  for (const [option, value] of options.flatMap((option) => [[option, String], [option, Array.of]] as const)) {
    for (const secret of secrets) {
      const error = await register({ [option]: value(secret) }).catch((error: unknown) => error)
      if (error !== undefined) assertSilent(error, secret)
      // Where a path is expected, one that begins with a slash is right.
      else if (!secret.startsWith('/')) accepted.add(option)
    }
  }
  // What may be any word, and what is Fastify's.
  t.strictSame([...accepted].sort(), ['logLevel', 'logSerializers', 'name', 'nextParam'])
  for (const secret of secrets) {
    for (const cookie of [{ name: `${secret}=` }, { secure: secret }, { secret: secret.slice(0, 20) }]) {
      const error = await rejectionOf(register({ cookie }))
      assertSilent(error, secret)
      t.match(error.message, 'option cookie.')
    }
  }
})

t.test('a word, a path and a URL are told as they are, so that the mistake is seen', async (t) => {
  for (const [signInEndpoint, got] of [
    ['help.example.com', 'a string of 16 characters'], ['help.example.co', '"help.example.co"'],
    ['', 'an empty string'],
    ['/accounts/p/8-3/signin/jwt/auth', '"/accounts/p/8-3/signin/jwt/auth"'],
    ['http://help.example.com/signin?jwt=x', '"http://help.example.com/signin?…"'],
    [`http://help.example.com/${'x'.repeat(90)}`, `"http://help.example.com/${'x'.repeat(56)}…"`]
  ] as const) {
    const { message } = thrownBy(() => buildProvider({ signInEndpoint }))
    t.ok(message.includes(`got ${got}.`), message)
  }
})
