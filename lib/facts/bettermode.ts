import { defineFacts, documented, likely, unclear } from './define-facts.ts'

export const bettermode = defineFacts({
  vendor: 'bettermode',
  name: 'Bettermode',
  feature: 'JWT SSO',
  preset: 'bettermode',
  guide: 'bettermode',
  sources: {
    guide: {
      title: 'JWT SSO',
      address: 'https://developers.bettermode.com/docs/guide/single-sign-on/jwt-sso/',
      read: '2026-11-23'
    },
    tribe: {
      title: 'JWT SSO, from when it was called Tribe',
      address: 'https://developers.tribe.so/docs/jwt-sso',
      read: '2026-11-23'
    },
    hub: {
      title: 'How to enable JWT SSO for my community',
      address: 'https://bettermode.com/hub/member-management/post/' +
        'how-to-enable-jwt-sso-for-my-community-on-bettermode-ufWhIYgH9j6dllF',
      read: '2026-11-23'
    }
  },
  inbound: {
    begins: documented('guide', 'either'),
    parameters: {
      redirect_uri: unclear('guide', { role: 'return', forms: ['path'] }, 'What is sent along is not public.')
    }
  },
  token: {
    format: documented('guide', 'jwt'),
    algorithms: documented('guide', ['HS256']),
    header: documented('guide', { typ: 'JWT' }),
    key: documented('guide', { form: 'text', origin: 'vendor makes secret' }),
    claims: {
      sub: documented('tribe', { type: 'string', required: 'always' }),
      email: documented('tribe', { type: 'string', required: 'always', format: 'email' }, 'Counts as verified.'),
      name: documented('tribe', { type: 'string', required: 'always' }),
      tagline: documented('guide', { type: 'string', required: 'optional' }),
      picture: likely('tribe', { type: 'string', required: 'optional', format: 'url' }),
      locale: likely('tribe', { type: 'string', required: 'optional' }, 'For enterprise plans.'),
      iat: documented('guide', { type: 'integer', required: 'optional', time: 'issued', unit: 'seconds' }),
      exp: documented('tribe', { type: 'integer', required: 'optional', time: 'expires', unit: 'seconds' },
        'Advised, at 60 seconds from now. Without it a token is valid for ever.')
    }
  },
  time: {},
  handoff: {
    way: documented('guide', 'query'),
    token: documented('guide', 'jwt', 'The prose of the same page has token.'),
    endpoint: documented('guide', 'https://{community}/api/auth/sso'),
    parameters: { redirect_uri: documented('guide', { carries: 'return', in: ['query'] }) }
  },
  logout: { parameters: {} },
  admin: {
    place: documented('hub', 'Administration > Settings > Authentication'),
    labels: {
      login: documented('hub', 'Authorization URL'),
      logout: documented('hub', 'Logout Url'),
      secret: documented('guide', 'Single Sign-On private key'),
      signUp: documented('hub', 'Sign-up Url'),
      settings: documented('hub', 'Settings Url'),
      button: documented('hub', 'Login Button Text')
    }
  },
  questions: [
    { question: 'What is sent to the Authorization URL and the Logout URL?', asked: '2026-11-23' },
    { question: 'Is a token refused the second time, and is there a bound for iat?', asked: '2026-11-23' },
    { question: 'Which of the claims of Tribe are still read?', asked: '2026-11-23' },
    { question: 'What does a refusal look like, and which URL signs a visitor out?', asked: '2026-11-23' },
    { question: 'How long is a private key?', asked: '2026-11-23' }
  ]
})
