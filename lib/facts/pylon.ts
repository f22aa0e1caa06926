import { defineFacts, documented, each, unclear } from './define-facts.ts'

const ACCOUNT = documented('jwt', { type: 'string', required: 'optional' }, 'It decides which tickets are seen.')

export const pylon = defineFacts({
  vendor: 'pylon',
  name: 'Pylon',
  feature: 'JWT SSO',
  preset: 'pylon',
  guide: 'pylon',
  sources: {
    jwt: {
      title: 'JWT SSO (customer login)',
      address: 'https://support.usepylon.com/articles/6806918294-jwt-sso-customer-login',
      read: '2026-11-23'
    },
    methods: {
      title: 'Customer authentication methods',
      address: 'https://support.usepylon.com/articles/5661240375-customer-authentication-methods',
      read: '2026-11-23'
    }
  },
  inbound: { begins: documented('jwt', 'either'), parameters: {} },
  token: {
    format: documented('jwt', 'jwt'),
    algorithms: documented('jwt', ['HS256', 'HS384', 'HS512', 'PS256', 'PS384', 'PS512'],
      'The PS family with a key set that Pylon fetches.'),
    header: documented('jwt', { typ: 'JWT' }),
    key: unclear('jwt', { form: 'text', origin: 'vendor makes secret' }, 'Who makes it is not said.'),
    claims: {
      iat: documented('jwt', { type: 'integer', required: 'always', time: 'issued', unit: 'seconds' }),
      exp: documented('jwt', { type: 'integer', required: 'always', time: 'expires', unit: 'seconds' }),
      email: documented('jwt', { type: 'string', required: 'always', format: 'email' }),
      aud: documented('jwt', { type: 'string', required: 'always', equals: 'https://portal.usepylon.com' }),
      iss: documented('jwt', { type: 'string', required: 'always', equals: '{loginOrigin}/' },
        'The origin of the Remote Login URL, with a slash.'),
      ...each(['account_id', 'account_external_id'], ACCOUNT)
    }
  },
  time: {
    maxAge: documented('methods', 60, 'The older article; the newer one has none.')
  },
  handoff: {
    way: documented('jwt', 'query'),
    token: documented('jwt', 'jwt', 'A live integration sends access_token.'),
    endpoint: documented('jwt', 'https://graph.usepylon.com/callback/jwt'),
    parameters: { orgSlug: documented('jwt', { carries: 'setting', in: ['query'], checked: true }) }
  },
  logout: { parameters: {} },
  admin: {
    place: documented('jwt', 'Workspace'),
    labels: { login: documented('jwt', 'Remote Login URL') }
  },
  questions: [
    { question: 'Which parameter names the page where a visit began?', asked: '2026-11-23' },
    { question: 'Is the token in jwt or in access_token?', asked: '2026-11-23' },
    { question: 'Who makes the secret, and how long is it?', asked: '2026-11-21' },
    { question: 'Is a token refused the second time?', asked: '2026-11-21' },
    { question: 'What does a refusal look like, and how is a sign-out reported?', asked: '2026-11-21' },
    { question: 'The clocks may differ by 60 seconds: does that add to the age of 60?', asked: '2026-11-23' }
  ]
})
