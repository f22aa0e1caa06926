import type { Symptom } from '../symptoms.ts'

/** Why the plugin dropped a return URL or a request: `reason` of its debug lines. The sign-in goes on without it. */
export const logSymptoms: readonly Symptom[] = [
  {
    code: 'not-a-string',
    symptom: 'The return URL was dropped: there was more than one',
    cause: 'The parameter is in the query twice; often the pasted sign-in endpoint or login URL already has an empty ' +
      'one.',
    cure: 'Look at the query that arrives, and leave out one of the two.'
  },
  {
    code: 'empty',
    symptom: 'The return URL was dropped: it is empty',
    cause: 'The vendor sent the parameter without a value, as for a visit that began at the sign-in link.',
    cure: 'Nothing to do: the visitor lands on the help center\'s home page.'
  },
  {
    code: 'too-long',
    symptom: 'The return URL was dropped: it is too long',
    cause: 'It has over 2,048 characters: a search with many filters, or encoded more than once on the way.',
    cure: 'See whether something on the way encodes it again.'
  },
  {
    code: 'unsafe-character',
    symptom: 'The return URL was dropped: a character in it is unsafe',
    cause: 'A space, a backslash, a control or invisible character: not encoded by whoever sent it, or an attack.',
    cure: 'Encode the address once, with encodeURIComponent, where it goes into a query.'
  },
  {
    code: 'malformed-escape',
    symptom: 'The return URL was dropped: a percent sign in it begins no escape',
    cause: 'It was cut off, or decoded once too often.',
    cure: 'See which hop on the way decodes or cuts the query.'
  },
  {
    code: 'foreign-origin',
    symptom: 'The return URL was dropped: it is not on the help center',
    cause: 'Another brand or domain of the same help center, http instead of https, or an open-redirect attempt. For ' +
      'a ' +
      'vendor that sends paths: a whole URL came.',
    cure: 'Compare helpCenterUrl with the address in the browser; add further origins of yours to returnOrigins, ' +
      'where ' +
      'the preset has it.'
  },
  {
    code: 'unparsable',
    symptom: 'The return URL was dropped: it is no URL',
    cause: 'It begins like one and cannot be parsed, such as by a port that is no number.',
    cure: 'Look at the query that arrives.'
  },
  {
    code: 'second-order-path',
    symptom: 'The return URL was dropped: its path begins a second time',
    cause: 'A path such as //host could lead to another site. Some sites double a slash by mistake.',
    cure: 'Remove the doubled slash where the address is made.'
  },
  {
    code: 'outside-home',
    symptom: 'The return URL was dropped: it is outside the help center\'s path',
    cause: 'helpCenterUrl has a path, and the page is not below it.',
    cure: 'Set helpCenterUrl to the topmost page of the help center.'
  },
  {
    code: 'foreign-destination',
    symptom: 'The destination in the request was dropped: it is not the configured one',
    cause: 'The vendor names another sign-in endpoint than the app was given: another brand, an old domain, or an ' +
      'attack.',
    cure: 'Copy the endpoint from the admin screen again.'
  }
]
