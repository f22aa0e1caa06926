import { parse, type DefaultTreeAdapterMap } from 'parse5'
import { maskText } from '../redact.ts'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

export interface Form {
  method: string
  /** As written; empty for the page's own address. */
  action: string
  fields: ReadonlyArray<readonly [name: string, value: string]>
  hasPassword: boolean
}

/** What a browser would do with a page, and what a visitor could. */
export interface Page {
  /** Masked, and cut only then: half a token is not known for one. */
  title: string
  forms: readonly Form[]
  links: readonly string[]
  /** Where `<meta http-equiv="refresh">` leads. */
  refresh: string | undefined
  /** Policies in `<meta http-equiv="content-security-policy">`. */
  policies: readonly string[]
  scripts: string
}

export function readPage (body: string): Page {
  const elements = [...walk(parse(body))]
  const meta = (name: string): string[] => elements
    .filter((element) => element.tagName === 'meta' && attribute(element, 'http-equiv').toLowerCase() === name)
    .map((element) => attribute(element, 'content'))
  const named = (...names: string[]): Element[] => elements.filter(({ tagName }) => names.includes(tagName))
  return {
    title: maskText(named('title').map(textOf).join('').trim()).slice(0, 80),
    forms: named('form').map(readForm),
    links: named('a').map((element) => attribute(element, 'href')).filter(Boolean),
    refresh: meta('refresh').map((content) => /^[\d.\s]*[;,]\s*(?:url\s*=\s*)?["']?([^"']*)/i.exec(content)?.[1])
      .find(Boolean),
    policies: meta('content-security-policy'),
    scripts: named('script').map(textOf).join('\n')
  }
}

function readForm (form: Element): Form {
  const inside = [...walk(form)]
  const inputs = inside.filter(({ tagName }) => ['input', 'textarea', 'button', 'select'].includes(tagName))
  return {
    method: (attribute(form, 'method') || 'get').toLowerCase(),
    action: attribute(form, 'action'),
    fields: inputs.filter((input) => attribute(input, 'name') !== '')
      .map((input) => [attribute(input, 'name'), input.tagName === 'textarea'
        ? textOf(input)
        : attribute(input,
          'value')]),
    hasPassword: inputs.some((input) => attribute(input, 'type').toLowerCase() === 'password')
  }
}

function * walk (node: Node): Generator<Element> {
  const waiting: Node[] = [node]
  while (waiting.length > 0) {
    const next = waiting.pop()!
    if (next !== node && 'tagName' in next) yield next
    if ('childNodes' in next) waiting.push(...[...next.childNodes].reverse())
  }
}

function attribute ({ attrs }: Element, name: string): string {
  return attrs.find((candidate) => candidate.name === name)?.value ?? ''
}

function textOf ({ childNodes }: Element): string {
  return childNodes.map((child) => 'value' in child ? child.value : '').join('')
}
