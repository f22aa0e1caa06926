export interface Recorded {
  url: string
  method?: string
  status?: number
  /** Seconds after the start. */
  after?: number
  asked?: Record<string, string>
  answered?: Record<string, string>
  fields?: Record<string, string>
  body?: string
}

const START = Date.parse('2026-11-23T12:00:00Z')

/** A HAR as Chrome writes it. */
export function makeHar (steps: Recorded[]): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'test' }, entries: steps.map(toEntry) } })
}

function toEntry ({
  url, method = 'GET', status = 200, after = 0, asked = {}, answered = {}, fields,
  body = ''
}: Recorded) {
  const toList = (headers: Record<string, string>) => Object.entries(headers).map(([name, value]) => ({ name, value }))
  return {
    startedDateTime: new Date(START + after * 1000).toISOString(),
    time: 12,
    _resourceType: 'document',
    _initiator: { type: 'other', url: 'https://secret.example.com/?a=leak-initiator' },
    request: {
      method,
      url,
      httpVersion: 'h2',
      headers: [{ name: ':authority', value: 'x' }, ...toList(asked)],
      cookies: [{ name: 'sid', value: 'leak-cookie-list' }],
      queryString: [{ name: 'jwt', value: 'leak-query-list' }],
      ...fields && {
        postData: {
          mimeType: 'application/x-www-form-urlencoded',
          text: new URLSearchParams(fields).toString(),
          params: Object.entries(fields).map(([name, value]) => ({ name, value: encodeURIComponent(value) }))
        }
      }
    },
    response: {
      status,
      statusText: '',
      headers: toList(answered),
      cookies: [],
      content: { size: body.length, mimeType: 'text/html', text: body },
      redirectURL: answered.location ?? ''
    }
  }
}
