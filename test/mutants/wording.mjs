/**
 * Whether a text is wording or style, which no mutant of the draw changes: a test that pins sentences down would only
 * have to be changed along with them. That is
 *
 * - a text with two words side by side, once its HTML tags are gone (messages, cures, pages), unless it is a script,
 * - a rule of a style sheet.
 *
 * Names of headers, claims, parameters, codes, policies and addresses have no two words side by side: they are broken.
 */
export function isWording (text) {
  const bare = text.replace(/<[^<>]*>?/g, '').replace(/%[sd]/g, 'value')
  const isScript = /\).*;|;.*\(/s.test(bare)
  return (/\p{L} \p{L}/u.test(bare) && !isScript) || /[\w)]\{[a-z-]+:[^{}]+\}/.test(bare)
}
