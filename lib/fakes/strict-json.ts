/** A JSON object whose members nobody has checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** `ignoreBOM: true` keeps a byte order mark in the text, where JSON.parse then refuses it. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Parses bytes that must be one JSON object in UTF-8. Throws with the reason, worded to follow the name of the
 * thing: "the header …".
 */
export function parseJsonObject (bytes: Buffer): JsonObject {
  let text: string
  let value: unknown
  try {
    text = utf8.decode(bytes)
    value = JSON.parse(text)
  } catch {
    throw new Error('is not JSON')
  }
  if (!isObject(value)) throw new Error('is not a JSON object')
  if (countWrittenNames(text) !== countMembers(value)) throw new Error('names a member twice')
  return value
}

/**
 * JSON.parse silently keeps the last of two members of one name, other parsers the first: a token that says two
 * things would mean one thing here and another there. In valid JSON a string before a colon is always a name.
 */
function countWrittenNames (text: string): number {
  let count = 0
  for (const [string] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?/g)) if (string.endsWith(':')) count++
  return count
}

/** A list instead of recursion: hostile nesting could otherwise exhaust the stack. */
function countMembers (root: JsonObject): number {
  let count = 0
  const rest: unknown[] = [root]
  while (rest.length > 0) {
    const value = rest.pop()
    if (isObject(value)) count += Object.keys(value).length
    if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) rest.push(child)
  }
  return count
}

function isObject (value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The numbers among the members of the outermost object, as they are written: 1.8e9 and 1800000000.0 are 1800000000 to
 * JSON.parse, and no whole number to a stricter parser. The text has to be valid JSON.
 */
export function readNumberTexts (text: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  let depth = 0
  let name = ''
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|-?\d[\d.eE+-]*/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (depth === 1 && token.startsWith('"')) name = JSON.parse(token)
    else if (depth === 1) texts.set(name, token)
  }
  return texts
}
