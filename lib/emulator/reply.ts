/** An answer in the making. */
export class Reply {
  status = 200
  body = ''
  /** By name in lower case. */
  readonly headers: Record<string, string> = {}

  code (status: number): this {
    this.status = status
    return this
  }

  header (name: string, value: string): this {
    this.headers[name] = value
    return this
  }

  type (value: string): this {
    return this.header('content-type', value)
  }

  redirect (address: string, status = 303): this {
    return this.header('location', address).code(status)
  }

  send (body: string): this {
    this.body = body
    return this
  }
}
