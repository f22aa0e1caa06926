import { defineFacts, documented, each } from './define-facts.ts'

const TEXT = documented('base', { type: 'string', required: 'optional' })
const SWITCH = documented('base', { type: 'boolean', required: 'optional' })
const RIGHT = documented('base', { type: 'boolean', required: 'optional', privileged: true })
const GROUPS = documented('base', {
  type: 'array of strings', required: 'optional', format: 'comma-separated', privileged: true
})
const IGNORED = documented('base', { role: 'ignored', within: 'sso' }, 'It has no effect here.')

/** Read in the server's own source. */
export const discourse = defineFacts({
  vendor: 'discourse',
  name: 'Discourse',
  feature: 'DiscourseConnect',
  preset: 'discourse',
  guide: 'discourse',
  sources: {
    base: {
      title: 'lib/discourse_connect_base.rb at 02674b88',
      address: 'https://github.com/discourse/discourse/blob/main/lib/discourse_connect_base.rb',
      read: '2026-11-23'
    },
    connect: {
      title: 'app/models/discourse_connect.rb at 00c187d4',
      address: 'https://github.com/discourse/discourse/blob/main/app/models/discourse_connect.rb',
      read: '2026-11-23'
    },
    session: {
      title: 'app/controllers/session_controller.rb at 0132f054',
      address: 'https://github.com/discourse/discourse/blob/main/app/controllers/session_controller.rb',
      read: '2026-11-23'
    },
    guide: {
      title: 'Setup DiscourseConnect',
      address: 'https://meta.discourse.org/t/13045',
      read: '2026-11-21'
    }
  },
  inbound: {
    begins: documented('session', 'vendor'),
    parameters: {
      sso: documented('base', { role: 'signed-request', required: true },
        'A query string in base64; older servers break its lines.'),
      sig: documented('base', { role: 'signed-request', required: true }, 'HMAC-SHA256 of sso, in hex.'),
      nonce: documented('base', { role: 'claim', within: 'sso' }),
      return_sso_url: documented('base', { role: 'destination', within: 'sso' }),
      prompt: IGNORED,
      logout: IGNORED,
      require_2fa: IGNORED
    }
  },
  token: {
    format: documented('base', 'signed-query'),
    algorithms: documented('base', ['HMAC-SHA256']),
    header: documented('base', {}),
    key: documented('base', { form: 'text', origin: 'company makes secret' }),
    claims: {
      nonce: documented('connect', { type: 'string', required: 'always', copies: 'nonce' }),
      external_id: documented('connect', { type: 'string', required: 'always' },
        'none, nil, blank and null are banned.'),
      email: documented('connect', { type: 'string', required: 'always', format: 'email' }),
      ...each(['username', 'name', 'bio', 'title', 'location'], TEXT),
      ...each(['avatar_url', 'website', 'card_background_url', 'profile_background_url'],
        documented('base', { type: 'string', required: 'optional', format: 'url' })),
      locale: TEXT,
      ...each(['avatar_force_update', 'locale_force_update', 'suppress_welcome_message', 'require_activation'], SWITCH),
      custom: documented('base', { type: 'object', required: 'optional' }, 'Each member is a field custom.<name>.'),
      ...each(['admin', 'moderator'], RIGHT),
      ...each(['groups', 'add_groups', 'remove_groups'], GROUPS)
    }
  },
  time: {
    requestLifetime: documented('connect', 600),
    replay: documented('connect', 'nonce', 'Remembered for 24 hours.')
  },
  handoff: {
    way: documented('session', 'query'),
    token: documented('base', 'sso'),
    endpoint: documented('session', '{forum}/session/sso_login'),
    parameters: { sig: documented('base', { carries: 'signature', in: ['query'], checked: true }) }
  },
  logout: { parameters: {} },
  admin: {
    place: documented('guide', 'Admin > Settings'),
    labels: {
      login: documented('guide', 'discourse connect url'),
      secret: documented('guide', 'discourse connect secret'),
      switch: documented('guide', 'enable discourse connect'),
      logout: documented('guide', 'logout redirect')
    }
  },
  questions: [
    { question: 'Is there a way to end a session other than the admin API?', asked: '2026-11-21' },
    { question: 'Which of the fields change an account that exists? Site settings decide.', asked: '2026-11-21' }
  ]
})
