const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;'
}

/** Text that is already HTML. Nothing else gets onto a page unescaped. */
export class Html {
  readonly #text: string

  constructor (text: string) {
    this.#text = text
  }

  toString (): string {
    return this.#text
  }
}

type Value = Html | string | number | false | undefined | readonly Html[]

/**
 * A template that escapes every value unless it is itself `html`. Attributes must be quoted; `false` and `undefined`
 * render as nothing, so that `${condition && html`…`}` works.
 */
export function html (strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(render)))
}

function render (value: Value): string {
  if (value === false || value === undefined) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'object') return value.join('')
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}
