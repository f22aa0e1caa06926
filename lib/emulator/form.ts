import { isEmail } from '../fakes/email.ts'
import { html, type Html } from '../pages/html.ts'

/** One field of a form; the same description checks it and draws it. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly max: number
  readonly kind?: 'email' | 'long'
  readonly autocomplete?: string
}

export interface FormState {
  readonly values: Readonly<Record<string, string>>
  readonly errors: Readonly<Record<string, string>>
}

export const EMPTY: FormState = { values: {}, errors: {} }

/** Asks who the visitor is if there is no session. */
export const PERSON: readonly Field[] = [
  { name: 'name', label: 'Your name', max: 100, autocomplete: 'name' },
  { name: 'email', label: 'Your e-mail address', max: 254, kind: 'email', autocomplete: 'email' }
]

/** Reads the fields, all of which are required. `errors` says, by field name, what is wrong. */
export function readFields (form: URLSearchParams, fields: readonly Field[]): FormState {
  const values: Record<string, string> = {}
  const errors: Record<string, string> = {}
  for (const { name, label, max, kind } of fields) {
    // Browsers send a line break as two characters but count it as one for maxlength.
    const value = (form.get(name) ?? '').replaceAll('\r\n', '\n').trim()
    values[name] = value
    if (value === '') errors[name] = `${label}: please fill this in.`
    else if (value.length > max) errors[name] = `${label}: ${max} characters at most, please.`
    else if (kind === 'email' && !isEmail(value)) {
      errors[name] = `${label}: please enter an address such as ada@example.com.`
    }
  }
  return { values, errors }
}

export function isValid ({ errors }: FormState): boolean {
  return Object.keys(errors).length === 0
}

/** Renders the fields with labels and what was typed before, each message tied to its field. */
export function drawFields (fields: readonly Field[], { values, errors }: FormState): Html {
  const summary = Object.entries(errors).map(([name, message]) =>
    html`<li id="${name}-problem"><a href="#${name}">${message}</a></li>`)
  return html`
${summary.length > 0 &&
  html`<div class="problem" role="alert"><p>Please check:</p><ul>${summary}</ul></div>`}
${fields.map((field) => html`<p class="field"><label for="${field.name}">${field.label}</label>
${drawInput(field, values[field.name], errors[field.name])}</p>`)}`
}

function drawInput ({ name, max, kind, autocomplete = 'off' }: Field, value = '', error: string | undefined): Html {
  const mark = error !== undefined && html` aria-invalid="true" aria-describedby="${name}-problem"`
  const attributes =
    html`id="${name}" name="${name}" maxlength="${max}" autocomplete="${autocomplete}" required${mark}`
  return kind === 'long'
    ? html`<textarea ${attributes} rows="5">${value}</textarea>`
    : html`<input ${attributes} type="${kind ?? 'text'}" value="${value}">`
}
