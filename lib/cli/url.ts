import { UsageError } from './usage-error.ts'

/** @throws UsageError that names the option, and never the value */
export function readUrl (text: string | undefined, what: string): URL | undefined {
  if (text === undefined) return undefined
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new UsageError(`${what} has to be an absolute http or https address.`)
  }
  return new URL(text)
}
