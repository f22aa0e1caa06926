import { defineFacts, documented } from './define-facts.ts'

export const mintlify = defineFacts({
  vendor: 'mintlify',
  name: 'Mintlify',
  feature: 'JWT',
  preset: 'mintlify',
  guide: 'mintlify',
  sources: {
    setup: {
      title: 'Authentication setup, deploy/authentication-setup.mdx at 3bbce7a',
      address: 'https://github.com/mintlify/docs/blob/main/deploy/authentication-setup.mdx',
      read: '2026-11-23'
    }
  },
  inbound: {
    begins: documented('setup', 'either'),
    parameters: { redirect: documented('setup', { role: 'return', forms: ['path'] }) }
  },
  token: {
    format: documented('setup', 'jwt'),
    algorithms: documented('setup', ['EdDSA']),
    header: documented('setup', {}),
    key: documented('setup', { form: 'pem', origin: 'vendor makes pair' }, 'Ed25519, PKCS#8.'),
    claims: {
      host: documented('setup', { type: 'string', required: 'always', equals: '{docsHost}' }, 'Since 2026-03-10.'),
      exp: documented('setup', { type: 'integer', required: 'always', time: 'expires', unit: 'seconds' }),
      expiresAt: documented('setup', { type: 'integer', required: 'optional', time: 'session-ends', unit: 'seconds' }),
      groups: documented('setup', { type: 'array of strings', required: 'optional' }, 'They grant access to pages.'),
      content: documented('setup', { type: 'object', required: 'optional' }),
      apiPlaygroundInputs: documented('setup', { type: 'object', required: 'optional' },
        'With server, header, query, path and cookie.')
    }
  },
  time: { maxLifetime: documented('setup', 10, 'Advice; not said to be enforced.') },
  handoff: {
    way: documented('setup', 'fragment'),
    token: documented('setup', '#'),
    endpoint: documented('setup', '{docs}/login/jwt-callback', 'Sites below a path have no authentication.'),
    parameters: { redirect: documented('setup', { carries: 'return', in: ['query'] }) }
  },
  logout: { parameters: {} },
  admin: {
    place: documented('setup', 'Authentication'),
    labels: { login: documented('setup', 'login URL'), create: documented('setup', 'Generate new key') }
  },
  questions: [
    { question: 'Is a token refused the second time?', asked: '2026-11-21' },
    { question: 'What does a refusal look like?', asked: '2026-11-21' },
    { question: 'Is a sign-out reported? The Logout URL belongs to the OAuth setting.', asked: '2026-11-21' }
  ]
})
