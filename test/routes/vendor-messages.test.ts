import t, { type Test } from 'tap'
import { acmeDesk } from '../fixtures/acme-desk.ts'
import { buildApp, LOGOUT } from '../fixtures/build-app.ts'

const provider = acmeDesk({ logoutError: { parameter: 'kind', value: 'error', message: 'message' } })

/** What the log says of a vendor's message, and all that it says. */
async function readLog (t: Test, messages: string[]) {
  const { app, log } = await buildApp(t, { provider })
  for (const message of messages) {
    await app.inject(`${LOGOUT}?${new URLSearchParams({ kind: 'error', message })}`)
  }
  const vendorMessages = log.flatMap(({ vendorMessage }) => vendorMessage === undefined ? [] : [vendorMessage])
  return { vendorMessages, text: JSON.stringify(log) }
}

const telling: Record<string, string[]> = {
  'an e-mail address': [
    'canary@example.com', '<canary@example.com>', '"canary"@example.com,', 'mailto:canary@example.com'
  ],
  'an encoded "@"': ['canary%40example.com', 'canary%2540example.com', 'canary%40'],
  'an "@" as a character reference': [
    'canary&#64;example.com', 'canary&#x40;example.com', 'canary&#X40;example.com', 'canary&#0064;example.com',
    'canary&commat;example.com', 'canary&COMMAT;example.com'
  ],
  'a wide or small "@"': ['canary\uff20example.com', 'canary\ufe6bexample.com'],
  'a URL': ['https://internal.example/?user=canary', 'HTTPS://canary.example', 'canary://x', '(http://canary.example)'],
  'a token': ['eyJhbGciOiJub25lIn0.canary.sig', 'jwt=eyJcanary', '"EYJcanary"']
}
for (const [what, words] of Object.entries(telling)) {
  t.test(`a word of the vendor's message that may be ${what} is masked in the log (L3)`, async (t) => {
    for (const space of [' ', '\t', '\n', '\r\n', '\u00a0', '\u2028', '\u3000']) {
      const { vendorMessages, text } =
        await readLog(t, words.map((word) => `Sorry,${space}${word}${space}is suspended`))
      t.strictSame(new Set(vendorMessages.map((each) => String(each).replace(/ +/g, ' '))),
        new Set(['Sorry, […] is suspended']))
      t.notMatch(text, /canary/i)
    }
  })
}

t.test('words that tell nothing of the visitor stay as they are (L3)', async (t) => {
  const messages = [
    'The token has expired', 'Error 40: clock skew of 64 s & more', 'user_suspended', 'iat/exp: out of range',
    '100% wrong; #64',
    'key "kid-1" (RS256) is unknown', 'jey hey'
  ]
  const { vendorMessages } = await readLog(t, messages)
  t.strictSame(vendorMessages, messages)
})

t.test('letters beyond ASCII are blanks in the log, and hide no address (L3)', async (t) => {
  const { vendorMessages, text } =
    await readLog(t, ['Zugang für \u202ecanary@example.com', 'a\u0000b\u001b[2Jc', 'é@canary'])
  t.strictSame(vendorMessages, ['Zugang f r […]', 'a b [2Jc', '[…]'])
  t.notMatch(text, /canary/)
})

t.test('a long message is cut, and no piece of an address is left over (L3)', async (t) => {
  const long = `${'word '.repeat(38)}canary@example.com ${'more '.repeat(1000)}`
  const { vendorMessages, text } = await readLog(t, [long, `${'x'.repeat(990)} canary@example.com`])
  t.ok(vendorMessages.every((each) => String(each).length <= 200))
  t.notMatch(text, /canary/)
})
