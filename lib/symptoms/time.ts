import type { Symptom } from '../symptoms.ts'

/** What the times of a token show, once their types and units are right. */
export const timeSymptoms: readonly Symptom[] = [
  {
    code: 'lifetime-too-short',
    symptom: 'The token lives too short',
    cause: 'A library took a duration in seconds for milliseconds, which some do with a text of digits, as from an ' +
      'environment variable.',
    cure: 'Give the library a number of seconds, or write exp yourself: iat plus the seconds of its life.'
  },
  {
    code: 'lifetime-too-long',
    symptom: 'The token lives longer than the vendor allows',
    cause: 'The lifetime was chosen for a session. A sign-in token is used once, within seconds.',
    cure: 'Let it live for a minute or two.'
  },
  {
    code: 'lifetime-fits',
    symptom: 'The lifetime is within what the vendor allows',
    cause: 'The end lies after the beginning, and not too far.',
    cure: 'Nothing to do.'
  },
  {
    code: 'clock-off',
    symptom: 'The token\'s times do not fit the clock',
    cause: 'The clock of the machine that signs is ahead or behind, or the token was made earlier and kept.',
    cure: 'Let NTP set the clocks. Set nbf back by half a minute where the vendor has no leeway.'
  },
  {
    code: 'clock-here',
    symptom: 'This machine\'s clock is off, and the app\'s is not',
    cause: 'The token and the app\'s own Date header agree with each other.',
    cure: 'Set the clock of the machine on which you run this command.'
  },
  {
    code: 'clock-agrees',
    symptom: 'The token\'s times fit the clocks',
    cause: 'They agree within the resolution of a second.',
    cure: 'Nothing to do.'
  },
  {
    code: 'token-age',
    symptom: 'How old the token is',
    cause: 'A token that was copied is older than the vendor takes; that is no fault.',
    cure: 'Nothing to do. To judge clocks, run check.'
  },
  {
    code: 'expired',
    symptom: 'The token had expired when it was handed over',
    cause: 'The clock that signs is behind, the token was made earlier and kept, or a cache answered.',
    cure: 'Make a token for every visit, when it is needed; send cache-control: no-store; let NTP set the clock.'
  },
  {
    code: 'too-old',
    symptom: 'The token was too old when it was handed over',
    cause: 'The clock that signs is behind, the token was made earlier and kept, or a cache answered.',
    cure: 'Make a token for every visit, when it is needed; send cache-control: no-store; let NTP set the clock.'
  }
]
