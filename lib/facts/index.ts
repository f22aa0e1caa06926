/** The facts of each vendor, by the id of its provider. */
export { discourse } from './discourse.ts'
export { freshworks } from './freshworks.ts'
export { zohoDesk as 'zoho-desk' } from './zoho-desk.ts'
