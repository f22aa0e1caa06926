// What the package costs before anybody signs in, each figure by fresh processes.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const PROVIDER = `{
  signInEndpoint: 'https://help.example.com/signin/jwt/auth',
  secret: 'Zr8Kd2-benchmark-only-Wq5Tn7Yx3Lm9Vb4Hj6',
  helpCenterUrl: 'https://help.example.com/home'
}`
const REGISTER = `(app, name) => app.register(helpCenter, {
  name, prefix: '/' + name, provider: zohoDesk(${PROVIDER}), lookupUser: () => null, signInPage: '/sign-in'
})`

const scripts = {
  /** Milliseconds to import the package, once fastify is there. */
  importMs: `
    await import('fastify')
    const start = performance.now()
    await import('fastify-help-center')
    console.log(performance.now() - start)`,

  /** Milliseconds that one registration adds to an app's ready(). */
  registerMs: `
    import Fastify from 'fastify'
    import helpCenter, { zohoDesk } from 'fastify-help-center'
    const register = ${REGISTER}
    const timeOf = async (prepare) => {
      const start = performance.now()
      const app = Fastify()
      await prepare(app)
      await app.ready()
      return performance.now() - start
    }
    const differences = []
    for (let i = 0; i < 25; i++) {
      const empty = await timeOf(() => {})
      differences.push(await timeOf((app) => register(app, 'a')) - empty)
    }
    console.log(differences.slice(5).sort((a, b) => a - b)[10])`,

  /** KiB of heap that each of a thousand registrations holds. */
  heapPerRegistrationKiB: `
    import Fastify from 'fastify'
    import helpCenter, { zohoDesk } from 'fastify-help-center'
    const register = ${REGISTER}
    const heapOf = async (count) => {
      const app = Fastify()
      for (let i = 0; i < count; i++) await register(app, 'a' + i)
      await app.ready()
      gc()
      return { app, used: process.memoryUsage().heapUsed }
    }
    const one = await heapOf(1)
    const many = await heapOf(1001)
    console.log((many.used - one.used) / 1000 / 1024)`
}

export const footprintNames = Object.keys(scripts)

export async function measureFootprint (name) {
  const args = ['--expose-gc', '--no-warnings', '--input-type=module', '--eval', scripts[name]]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
  return Number(stdout)
}
