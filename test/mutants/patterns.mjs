/**
 * Mistakes in a regular expression, each as the whole literal: an anchor lost, a quantifier off by one, a character too
 * few in a class, an alternative or a flag forgotten.
 *
 * @param {string} literal as it stands in the source: `/…/flags`
 */
export function breakPattern (literal) {
  const end = literal.lastIndexOf('/')
  const source = literal.slice(1, end)
  const flags = literal.slice(end + 1)
  const broken = [
    ...findEdits(source).map(([from, to, text]) => `/${source.slice(0, from)}${text}${source.slice(to)}/${flags}`),
    ...[...flags].map((flag) => `/${source}/${flags.replace(flag, '')}`)
  ]
  return [...new Set(broken)].filter((each) => each !== literal && isPattern(each))
}

function isPattern (literal) {
  const end = literal.lastIndexOf('/')
  try {
    // An empty source would be the start of a comment.
    return new RegExp(literal.slice(1, end), literal.slice(end + 1)) instanceof RegExp && end > 1
  } catch {
    return false
  }
}

const GROUP = /\((?:\?(?:[:=!]|<[=!]|<\w+>))?/y
const LOOK = { '(?=': '(?!', '(?!': '(?=', '(?<=': '(?<!', '(?<!': '(?<=' }
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,(\d*))?\})(\??)/y
const ESCAPE = /\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|[pP]\{[^}]*\}|k<\w+>|.)/iy
const OPPOSITES = { '\\d': '\\D', '\\w': '\\W', '\\s': '\\S', '\\D': '\\d', '\\W': '\\w', '\\S': '\\s' }

/** `[from, to, text]` of each edit. */
function findEdits (source) {
  const edits = []
  const groups = [{ from: 0, inner: 0, bars: [] }]
  let i = 0
  const take = (form) => {
    form.lastIndex = i
    return form.exec(source)
  }
  while (i < source.length) {
    const start = i
    const character = source[i]
    if (character === '[') {
      const { end, edits: inside } = readClass(source, i)
      edits.push(...inside)
      i = end
    } else if (character === '(') {
      const [opener] = take(GROUP)
      i += opener.length
      groups.push({ from: start, inner: i, bars: [], opener })
    } else if (character === ')') {
      i++
      const group = groups.pop()
      edits.push(...dropAlternatives(group, start))
      if (group.opener in LOOK) {
        edits.push([group.from, i, ''], [group.from, group.inner, LOOK[group.opener]])
      }
    } else if (character === '|') {
      groups.at(-1).bars.push(i++)
    } else if (character === '\\') {
      const [escape] = take(ESCAPE)
      i += escape.length
      if (/^\\b$/i.test(escape)) edits.push([start, i, ''])
      if (escape in OPPOSITES) edits.push([start, i, OPPOSITES[escape]])
    } else {
      i++
      if (character === '^' || character === '$') edits.push([start, i, ''])
    }
    const quantifier = character === '(' || character === '|' ? null : take(QUANTIFIER)
    if (quantifier === null) continue
    edits.push(...breakQuantifier(quantifier).map((text) => [i, i + quantifier[0].length, text]))
    i += quantifier[0].length
  }
  return [...edits, ...dropAlternatives(groups[0], source.length)]
}

function breakQuantifier ([text, least, rest, most, lazy]) {
  const greedy = lazy === '' ? [] : [text.slice(0, -1)]
  if (text[0] === '*') return ['+', ...greedy]
  if (text[0] === '+') return ['*', '', ...greedy]
  if (text[0] === '?') return ['', ...greedy]
  const n = Number(least)
  if (rest === undefined) return [`{${n + 1}}`, `{0,${n}}`, `{${n},}`]
  const broken = [`{${n + 1}${rest}}`, `{${Math.max(0, n - 1)}${rest}}`]
  if (most !== '') broken.push(`{${n},${Number(most) + 1}}`, `{${n},${Number(most) - 1}}`, `{${n},}`)
  return [...broken.map((each) => each + lazy), ...greedy]
}

function dropAlternatives ({ inner, bars }, end) {
  if (bars.length === 0) return []
  const starts = [inner, ...bars.map((bar) => bar + 1)]
  return starts.map((start, i) => i === 0 ? [start, bars[0] + 1, ''] : [start - 1, bars[i] ?? end, ''])
}

function readClass (source, from) {
  const isNegated = source[from + 1] === '^'
  const edits = isNegated ? [[from + 1, from + 2, '']] : [[from + 1, from + 1, '^']]
  const elements = []
  let i = from + (isNegated ? 2 : 1)
  const readCharacter = () => {
    ESCAPE.lastIndex = i
    i += ESCAPE.exec(source)?.[0].length ?? 1
  }
  while (source[i] !== ']') {
    const start = i
    readCharacter()
    if (source[i] === '-' && source[i + 1] !== ']') {
      i++
      readCharacter()
    }
    elements.push([start, i, ''])
  }
  return { end: i + 1, edits: elements.length > 1 ? [...edits, ...elements] : edits }
}
