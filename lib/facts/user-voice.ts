import { defineFacts, documented, each } from './define-facts.ts'

const TEXT = documented('article', { type: 'string', required: 'optional' })
const SWITCH = documented('article', { type: 'boolean', required: 'optional' })
const FORUMS = documented('article', { type: 'array', required: 'optional' }, 'Ids of forums.')
const URL = documented('article', { type: 'string', required: 'optional', format: 'url' })
const RIGHT = documented('admins', {
  type: 'string', required: 'optional', values: ['accept', 'deny'], privileged: true
})

export const userVoice = defineFacts({
  vendor: 'user-voice',
  name: 'UserVoice',
  feature: 'single sign-on with JWT',
  preset: 'userVoice',
  guide: 'user-voice',
  sources: {
    article: {
      title: 'Single Sign-On with JSON Web Tokens (JWT)',
      address: 'https://help.uservoice.com/hc/en-us/articles/360062340693-Single-Sign-On-with-JSON-Web-Tokens-JWT',
      read: '2026-11-23'
    },
    admins: {
      title: 'How Admins Log in with JWT SSO',
      address: 'https://help.uservoice.com/hc/en-us/articles/360035554813-How-Admins-Log-in-with-JWT-SSO',
      read: '2026-11-23'
    }
  },
  inbound: { begins: documented('article', 'either'), parameters: {} },
  token: {
    format: documented('article', 'jwt'),
    algorithms: documented('article', ['HS256']),
    header: documented('article', { typ: 'JWT' }),
    key: documented('article', { form: 'text', origin: 'vendor makes secret' }),
    claims: {
      guid: documented('article', { type: 'string', required: 'always', differsFrom: 'email' }),
      email: documented('article', { type: 'string', required: 'always', format: 'email' }),
      display_name: documented('article', { type: 'string', required: 'optional' }, 'Else "anonymous".'),
      locale: TEXT,
      ...each(['avatar_url', 'url'], URL),
      ...each(['updates', 'comment_updates'], SWITCH),
      ...each(['allow_forums', 'deny_forums'], FORUMS),
      ...each(['admin', 'owner'], RIGHT),
      trusted: documented('admins', { type: 'boolean', required: 'optional', privileged: true }),
      exp: documented('article', { type: 'integer', required: 'optional', time: 'expires', unit: 'seconds' },
        'Or expires, as YYYY-MM-DD HH:MM:SS in GMT. Without either a token is good for ever.')
    }
  },
  time: { session: documented('article', 86_400, 'If the token has no end.') },
  handoff: {
    way: documented('article', 'page'),
    token: documented('article', 'sso'),
    parameters: {}
  },
  logout: { parameters: {} },
  admin: {
    place: documented('article', 'Settings > Web Portal > User authentication'),
    labels: { secret: documented('article', 'SSO key') }
  },
  questions: [
    { question: 'What comes with a visitor to the sign-in page?', asked: '2026-11-23' },
    { question: 'Does exp end the session too?', asked: '2026-11-21' },
    { question: 'Is a token refused the second time?', asked: '2026-11-21' },
    { question: 'What does a refusal look like?', asked: '2026-11-21' },
    { question: 'How is a sign-out reported?', asked: '2026-11-21' }
  ]
})
