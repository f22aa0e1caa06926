import { checkAs, readOptions, type Keys } from './check-option.ts'
import type { Provider, ProviderContract } from './contract.ts'
import { createProvider } from './define-provider.ts'

/** The options of presets that fill a field of the contract, by field. */
const OPTION_OF_FIELD = {
  'time.lifetime': 'lifetime',
  'time.backdate': 'backdate',
  'time.sessionLifetime': 'sessionLifetime',
  'handoff.endpoint': 'signInEndpoint'
}

/** Marks a preset with its name: `provider: zohoDesk`, without a call, must not pass for a function of the host. */
const kPreset = Symbol.for('fastify-help-center.preset')

/**
 * Makes a preset: options in, provider out. Errors name the preset, and its options rather than fields of the contract.
 *
 * @param describe fills in the contract from the options, of which only the names have been checked
 * @param optionOf further options by the field of the contract that each fills
 */
export function definePreset<Options extends object> (
  name: string, keys: Keys<Options>, describe: (options: Options) => ProviderContract,
  optionOf: Readonly<Record<string, string>> = {}
): (options: Options) => Provider {
  const names = new Map(Object.entries({ ...OPTION_OF_FIELD, ...optionOf }))
  function preset (options: Options): Provider {
    return checkAs(name, names, () => createProvider(describe(readOptions(options, keys))))
  }
  return Object.assign(preset, { [kPreset]: name })
}

export function findPresetName (value: unknown): string | undefined {
  return typeof value === 'function' && Object.hasOwn(value, kPreset)
    ? String((value as { [kPreset]?: unknown })[kPreset])
    : undefined
}
