import Fastify from 'fastify'
import type { AddressInfo } from 'node:net'
import { test } from 'tap'
import helpCenter, {
  canny, discourse, featurebase, freshworks, gitBook, helpScoutDocs, intercom, mintlify, pylon, userVoice, zendesk,
  zohoDesk, type Provider
} from '../../../lib/index.ts'
import { ed25519, rsa } from '../../fixtures/key-pairs.ts'
import { ADA } from '../../fixtures/vendor-app.ts'
import { runCli } from '../fixtures/run-cli.ts'

const secret = 'q7Xw2-app-under-test-9Lm4Rt8Vb3Nc6Zk1Yd5-and-more-of-it-for-HS512'
const HELP = 'https://help.example.com'
const ZOHO = `${HELP}/accounts/p/8-4711/signin/jwt/auth?return_to=&jwt=`
const FRESHWORKS = 'https://acme.myfreshworks.com/sp/OIDC/4711/implicit'

const pem = (key: typeof rsa.publicKey): string => key.export({ type: 'spki', format: 'pem' }).toString()

interface Preset {
  provider: Provider
  args?: readonly string[]
  key?: string
}

const PRESETS: Readonly<Record<string, Preset>> = {
  canny: {
    provider: canny({ secret, helpCenterUrl: 'https://acme.canny.io/' }),
    args: ['--help-center',
      'https://acme.canny.io/']
  },
  discourse: {
    provider: discourse({ secret, discourseUrl: HELP }), args: ['--help-center', HELP]
  },
  featurebase: {
    provider: featurebase({ secret, organization: 'acme' }), args: ['--help-center', 'https://acme.featurebase.app/']
  },
  freshworks: {
    provider: freshworks({ redirectUrl: FRESHWORKS, secret: rsa.privateKey, helpCenterUrl: HELP }),
    args: ['--endpoint', FRESHWORKS],
    key: pem(rsa.publicKey)
  },
  'git-book': {
    provider: gitBook({ secret, helpCenterUrl: `${HELP}/handbook/` }),
    args: ['--help-center',
    `${HELP}/handbook/`]
  },
  'help-scout-docs': { provider: helpScoutDocs({ secret, helpCenterUrl: `${HELP}/` }), args: ['--help-center', HELP] },
  intercom: { provider: intercom({ secret, helpCenterUrl: HELP }) },
  mintlify: {
    provider: mintlify({ secret: ed25519.privateKey, helpCenterUrl: HELP }),
    args: ['--help-center', HELP],
    key: pem(ed25519.publicKey)
  },
  pylon: {
    provider: pylon({
      secret,
      orgSlug: 'acme',
      remoteLoginUrl: 'https://app.example.com/help-center/login',
      helpCenterUrl: HELP
    })
  },
  'user-voice': { provider: userVoice({ secret, helpCenterUrl: HELP }), args: ['--help-center', HELP] },
  zendesk: {
    provider: zendesk({ secret, zendeskUrl: 'https://acme.zendesk.com', helpCenterUrl: `${HELP}/hc/en-us` }),
    args: ['--endpoint', 'https://acme.zendesk.com/access/jwt', '--help-center', `${HELP}/hc/en-us`]
  },
  'zoho-desk': {
    provider: zohoDesk({ secret, signInEndpoint: ZOHO, helpCenterUrl: `${HELP}/portal/en/home` }),
    args: ['--endpoint', ZOHO]
  }
}

for (const [name, { provider, args = [], key = secret }] of Object.entries(PRESETS)) {
  test(`An app with the plugin and ${name} has no fault`, async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    const isWidget = provider.handoff.kind === 'token'
    await app.register(helpCenter, {
      provider,
      cookie: { secret: 'h4Pj8-cookies-under-test-2Gs6Wf9Qx3Tb7Mv' },
      lookupUser: ({ headers }) => headers.cookie?.includes('session=ada') ? ADA : null,
      signInPage: '/sign-in',
      tokenPath: isWidget ? '/help-center/token' : false,
      onLogout: (_request, reply) => { reply.header('set-cookie', 'session=; Path=/; Max-Age=0') }
    })
    app.get('/sign-in', (_request, reply) =>
      reply.type('text/html').send('<form method="post"><input name="password" type="password"></form>'))
    await app.listen({ port: 0, host: '127.0.0.1' })
    const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/help-center`

    const { status, stdout, stderr } = await runCli([
      'check', `${origin}/${isWidget ? 'token' : 'login'}`, '--provider', name, '--secret-env', 'KEY',
      '--cookie-env', 'COOKIE',
      ...isWidget ? [] : ['--logout', `${origin}/logout`], '--fail-on', 'warning', '--json', ...args
    ], { KEY: key, COOKIE: 'session=ada' })

    t.equal(status, 0, stderr)
    const { findings } = JSON.parse(stdout)
    t.strictSame(findings.filter(({ level }: { level: string }) => ['problem', 'warning'].includes(level)), [])
    t.ok(findings.some(({ code, level }: { code: string, level: string }) => code === 'signature-fits' &&
      level === 'ok'),
    'the token was judged')
  })
}
