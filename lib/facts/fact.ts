/**
 * How sure a fact is. `documented`: the vendor's own text or code says so, for this feature. `likely`: public code does
 * so, or the vendor says it of a neighbouring product. `unclear`: a single hint, sources that conflict, or an
 * assumption on the strict side.
 */
export type Certainty = 'documented' | 'likely' | 'unclear'

/** A public text or program. */
export interface Source {
  readonly title: string
  /** Absent for several programs of which none stands out. */
  readonly address?: string
  /** Day of the last reading, `YYYY-MM-DD`. */
  readonly read: string
}

/** Something that a vendor's contract says. `source` is a key of the vendor's `sources`. */
export interface Fact<Value, SourceName extends string = string> {
  readonly value: Value
  readonly certainty: Certainty
  readonly source: SourceName
  readonly note?: string
}

type Values<Type, SourceName extends string> = Readonly<Record<string, Fact<Type, SourceName>>>

/** Form of a page's address: absolute, a path of the origin, or a path below the site whose slash may be missing. */
export type PageForm = 'url' | 'path' | 'bare-path'

/** What the vendor sends with a visitor, and what it is for. `ignored`: nothing here depends on it. */
export interface InboundParameter {
  readonly role: 'return' | 'destination' | 'echo' | 'claim' | 'signed-request' | 'ignored'
  /** For the role `return`. */
  readonly forms?: readonly PageForm[]
  /** Whether no sign-in is possible without it. */
  readonly required?: true
  /** The parameter in which this one is signed. */
  readonly within?: string
}

export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array' | 'array of strings'
export type Unit = 'seconds' | 'milliseconds' | 'nanoseconds'

/** A claim of the token; for another format than JWT, a field. */
export interface Claim {
  readonly type: JsonType
  readonly required: 'always' | 'optional'
  /** For a point in time: what it bounds. `session-ends`: the visitor's session at the vendor. */
  readonly time?: 'issued' | 'starts' | 'expires' | 'session-ends'
  /** For a point in time, since 1970. */
  readonly unit?: Unit
  readonly format?: 'email' | 'url' | 'date-time' | 'comma-separated'
  /** The only values that the vendor knows. */
  readonly values?: ReadonlyArray<string | boolean>
  /** The one value that it has to have; `{…}` is filled in from the settings. */
  readonly equals?: string | boolean
  /** The parameter of the request from which it is copied. */
  readonly copies?: string
  /** Must not be the same as this claim. */
  readonly differsFrom?: string
  /** May only be there where another claim has this value. */
  readonly onlyWith?: { readonly claim: string, readonly value: string }
  /** What each entry of an array of objects needs. */
  readonly members?: readonly string[]
  /** It changes what the person may do at the vendor. */
  readonly privileged?: true
}

/** What the answer has besides the token. `setting`: something that the vendor's settings show. */
export interface OutboundParameter {
  readonly carries: 'return' | 'echo' | 'setting' | 'signature'
  /** `query` of the address, or `fields` of the form. */
  readonly in: ReadonlyArray<'query' | 'fields'>
  /** Whether an answer with another value is refused. */
  readonly checked?: true
}

/** Everything that is known of one vendor's contract. */
export interface VendorFacts<S extends string = string> {
  /** Id of the provider, and name of the JSON file. */
  readonly vendor: string
  readonly name: string
  /** The vendor's own name for it. */
  readonly feature: string
  /** Function of this package, and folder of `examples/` with the setup guide. */
  readonly preset: string
  readonly guide: string
  readonly sources: Readonly<Record<S, Source>>
  readonly inbound: {
    /** Who can begin a sign-in. */
    readonly begins: Fact<'vendor' | 'either' | 'company', S>
    readonly parameters: Values<InboundParameter, S>
  }
  readonly token: {
    readonly format: Fact<'jwt' | 'signed-query', S>
    /** Those that the vendor takes, the one that the preset uses first. */
    readonly algorithms: Fact<readonly string[], S>
    /** What the header needs besides `alg`; `{…}` is filled in from the settings. */
    readonly header: Fact<Readonly<Record<string, string>>, S>
    readonly key: Fact<{
      /** `text`: the bytes of the text, never decoded. */
      readonly form: 'text' | 'pem'
      /** Who makes it, and who gets which half. */
      readonly origin: 'vendor makes secret' | 'company makes secret' | 'vendor makes pair' | 'company makes pair'
    }, S>
    readonly claims: Values<Claim, S>
    /** Of these claims at least one is needed. */
    readonly someOf?: Fact<readonly string[], S>
  }
  /** All in seconds. */
  readonly time: {
    /** After the claim that says when the token was issued. */
    readonly maxAge?: Fact<number, S>
    /** From the start of the token, or from now, to its end. */
    readonly maxLifetime?: Fact<number, S>
    readonly clockTolerance?: Fact<number, S>
    /** For which the vendor remembers the sign-in that it began. */
    readonly requestLifetime?: Fact<number, S>
    /** For which the vendor keeps a visitor signed in, whatever the token says. */
    readonly session?: Fact<number, S>
    /** How time claims may be written, where sources conflict; the preset's default first. */
    readonly formats?: Fact<ReadonlyArray<{ readonly unit: Unit, readonly type: 'number' | 'string' }>, S>
    /** The claim or parameter by which a second use is refused. */
    readonly replay?: Fact<string, S>
  }
  readonly handoff: {
    /** `page`: in the query of whichever page the visitor asked for. `widget`: a script of the vendor's takes it. */
    readonly way: Fact<'query' | 'form' | 'fragment' | 'page' | 'widget', S>
    /** Parameter of the token; for a fragment without a name, `#`; for a widget, the call that takes it. */
    readonly token: Fact<string, S>
    /** `{…}` is filled in from the settings. */
    readonly endpoint?: Fact<string, S>
    readonly parameters: Values<OutboundParameter, S>
  }
  readonly logout: {
    /** What comes with the visitor to the remote logout URL, and what it means. */
    readonly parameters: Values<string, S>
    /** Signs a visitor out at the vendor; for a widget, the call that does. */
    readonly signOut?: Fact<string, S>
  }
  /** How the vendor tells the company that it refused a sign-in: with these parameters, at the remote logout URL. */
  readonly errors?: Fact<{ readonly parameter: string, readonly value: string, readonly message: string }, S>
  /** The vendor's admin screen. */
  readonly admin: {
    readonly place?: Fact<string, S>
    /** Names of its fields: `login`, `logout`, `secret`, `endpoint`, and others. */
    readonly labels: Values<string, S>
  }
  /** What is not public, or was not found. */
  readonly questions: ReadonlyArray<{ readonly question: string, readonly asked: string }>
}
