const EVIL = 'evil.test'
const SCHEMES = ['http:', 'https:', 'HTTP:', 'javascript:', 'data:', 'ht\ttp:', ' http:', 'http\uff1a', '']
const SLASHES = ['//', '', '/', '///', '\\\\', '/\\', '\\/', '/\t/', '%2f%2f', '%5c%5c', '/./']
const SECOND = ['//', '/\\', '/%2f', '/%5C', '/%09', '/%0d%0a', '/..//', '/%2e%2e//', '/./%2F', '/a/../%5c']
const BROKEN = ['%', '%zz', '%E0%A4%A', '%FF', '%u2215', '\u0000', '\r\nset-cookie: a=b', '\u200b', '\u202e', '\ufeff', ' ', '\\']
const NESTED = [
  `?next=https://${EVIL}`, '?jwt=x&jwt=y', '&jwt=x', '#jwt=x', `#//${EVIL}`, '?return_to=', '/;x',
  '/"><script>x', '?__proto__[x]=1'
]

/** Return URLs by somebody who means harm. Most lead away, or would in some browser or server; a few are only odd. */
export function hostileUrl (origin, random) {
  const host = origin.replace('http://', '')
  const [name, port] = host.split(':')
  const kinds = [
    () => `${random.pick(SCHEMES)}${random.pick(SLASHES)}${random.pick([EVIL, host, `${host}.${EVIL}`])}/portal`,
    () => `http://${random.pick([`${host}@${EVIL}`, `a:b@${host}`, `${EVIL}\\@${host}`, `${EVIL}#@${host}`, `${host}%40${EVIL}`, `@${host}`])}/`,
    () => random.pick([
      `http://${host}.${EVIL}/`, `http://${name}.${EVIL}:${port}/`, `${origin}0/`, `${origin}${EVIL}/`, `http://0x7f000001:${port}/`,
      `http://127.1:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`, `http://localhost:${port}/`, `http://${name}:1/`, `https://${host}/`
    ]),
    () => `${origin}${random.pick(SECOND)}${EVIL}`,
    () => insert(`${origin}/portal/en/kb`, random.pick(BROKEN), random),
    () => `${origin}${random.pick(['', '/', '/portal'])}${random.pick(NESTED)}`,
    () => `${origin}/`.padEnd(random.pick([2047, 2048, 2049, 2500]), random.pick(['a', '/', '../', '%20'])),
    () => random.pick(['', '/', '//', '.', '?', '#', 'null', '[object Object]', EVIL, `//${EVIL}`, `/${EVIL}`])
  ]
  return random.pick(kinds)()
}

/** The query in which it arrives: as one parameter, twice, under the vendor's other name, or badly escaped. */
export function hostileQuery (origin, random) {
  const value = encodeURIComponent(hostileUrl(origin, random))
  const good = encodeURIComponent(`${origin}/portal/en/kb`)
  return random.pick([
    () => `return_to=${value}`,
    () => `serviceurl=${value}`,
    () => `return_to=${good}&return_to=${value}`,
    () => `return_to=${value}&serviceurl=${good}`,
    () => `return_to[]=${value}`,
    () => `return_to=${value.replace(/%3A|%2F|%40/g, decodeURIComponent)}`,
    () => `return_to=${value}%`,
    () => `jwt=x&next=//${EVIL}&return_to=${value}`
  ])()
}

function insert (text, part, random) {
  const place = random.int(text.length + 1)
  return text.slice(0, place) + part + text.slice(place)
}
