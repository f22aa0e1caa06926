const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }

class Html {
  constructor (text) { this.text = text }
}

/** A template in which every value is escaped, unless it is itself `html`. `false` and `undefined` leave nothing. */
export function html (strings, ...values) {
  return new Html(String.raw({ raw: strings }, ...values.map(render)))
}

function render (value) {
  if (value === false || value === undefined) return ''
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(render).join('')
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character])
}
