export interface Form {
  /** Absolute. */
  url: string
  fields: Record<string, string>
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'' }

/** The forms of a page that post, with what is filled in. Pages of the app under test are no enemies: patterns do. */
export function readForms (page: string, address: string): Form[] {
  const forms: Form[] = []
  for (const [, attributes = '', content = ''] of page.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)) {
    if (readAttribute(attributes, 'method')?.toLowerCase() !== 'post') continue
    const fields = [...content.matchAll(/<input\b([^>]*)>/gi)].map(([, input = '']) =>
      [readAttribute(input, 'name') ?? '', readAttribute(input, 'value') ?? ''] as const)
    const action = readAttribute(attributes, 'action') ?? ''
    const url = new URL(action, address).href
    forms.push({ url, fields: Object.fromEntries(fields.filter(([name]) => name !== '')) })
  }
  return forms
}

function readAttribute (attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes)
  return match === null ? undefined : decode(match[1] ?? match[2] ?? String(match[3]))
}

function decode (text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (entity, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? entity
    return String.fromCodePoint(decimal === undefined ? parseInt(hex, 16) : Number(decimal))
  })
}
