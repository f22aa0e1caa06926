import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { TLSSocket } from 'node:tls'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { maskAddress } from '../redact.ts'

/** Milliseconds for one hop, from the first packet to the last. */
const TIME_LIMIT = 15_000
/** Characters of a body that are read. */
const MAX_BODY = 1024 * 1024

/** How this machine reaches the network. */
export interface Net {
  /** Certificates to trust besides those of Node.js, as PEM. */
  ca?: string | undefined
  timeLimit?: number | undefined
}

/** One request of a walk. */
export interface Ask {
  url: URL
  method: string
  headers: Record<string, string>
  body?: Buffer | undefined
}

/** One answer of the app. */
export interface Answer {
  url: URL
  method: string
  status: number
  headers: IncomingHttpHeaders
  setCookies: readonly string[]
  body: string
  bytes: Buffer
  /** When the certificate ends, for https. */
  certificateEnd: number | undefined
  /** This machine's clock, in milliseconds, when the answer arrived. */
  at: number
}

/** Why nothing came back that could be judged; `code` tells a certificate from a host that is not there. */
export class NoAnswer extends Error {
  readonly code: string

  constructor (message: string, code = '') {
    super(message)
    this.code = code
  }
}

/**
 * Sends one request and follows nothing.
 * @throws NoAnswer, whatever went wrong: a cookie that no header may have fails before anything is sent
 */
export async function send (ask: Ask, { ca, timeLimit = TIME_LIMIT }: Net): Promise<Answer> {
  const place = maskAddress(ask.url.origin)
  try {
    return await exchange(ask, place, ca, timeLimit)
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, place, timeLimit)
  }
}

function exchange (
  { url, method, headers, body }: Ask, place: string, ca: string | undefined, timeLimit: number
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = open(url, {
      method,
      headers: { ...headers, ...body !== undefined && { 'content-length': String(body.length) } },
      agent: false,
      ...ca !== undefined && { ca },
      signal: AbortSignal.timeout(timeLimit)
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const certificateEnd = readCertificateEnd(response)
      read(response, place).then((bytes) => {
        resolve({
          url,
          method,
          status: Number(response.statusCode),
          headers: response.headers,
          setCookies: response.headers['set-cookie'] ?? [],
          body: bytes.toString(),
          bytes,
          certificateEnd,
          at: Date.now()
        })
      }, reject)
    })
    request.end(body)
  })
}

function readCertificateEnd ({ socket }: IncomingMessage): number | undefined {
  const end = socket instanceof TLSSocket ? Date.parse(socket.getPeerCertificate().valid_to) : Number.NaN
  return Number.isNaN(end) ? undefined : end
}

async function read (response: IncomingMessage, place: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BODY) {
      response.destroy()
      throw new NoAnswer(`${place} answered with more than 1 MiB, which is no step of a sign-in.`, 'TOO_LARGE')
    }
    chunks.push(chunk)
  }
  return unpack(Buffer.concat(chunks), response.headers['content-encoding'])
}

const UNPACK = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }

/** Some servers pack although nobody asked them to. */
function unpack (bytes: Buffer, encoding = ''): Buffer {
  const unpackWith = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding as keyof typeof UNPACK] : undefined
  return bytes.length > 0 && unpackWith ? unpackWith(bytes, { maxOutputLength: MAX_BODY }) : bytes
}

/** Node.js takes as much as 16 KiB, and an address with a token is the one header of that size. */
export const HEADERS_TOO_LONG = 'HPE_HEADER_OVERFLOW'

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has no address: the host name is not known',
  EAI_AGAIN: 'has no address: the name server did not answer',
  ECONNREFUSED: 'refuses the connection: nothing listens there',
  ECONNRESET: 'closed the connection before it answered',
  EPROTO: 'does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'does not speak TLS there'
}

function explain (error: NodeJS.ErrnoException, place: string, timeLimit: number): NoAnswer {
  if (error instanceof NoAnswer) return error
  const { code = error.name } = error
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return new NoAnswer(`${place} did not answer within ${timeLimit / 1000} s.`, 'TIMEOUT')
  }
  if (code === HEADERS_TOO_LONG) {
    return new NoAnswer(`${place} answers with more than 16 KiB of headers; browsers and proxies refuse that.`, code)
  }
  if (code.startsWith('HPE_')) return new NoAnswer(`${place} answers, but not with HTTP.`, code)
  const reason = REASONS[code] ?? `cannot be asked (${code})`
  return new NoAnswer(`${place} ${reason}.`, code)
}
