export interface Article {
  readonly slug: string
  readonly title: string
  readonly summary: string
  readonly steps: readonly string[]
  readonly note: string
}

export const COMPANY = 'Fernway Broadband'

export const ARTICLES: readonly Article[] = [
  {
    slug: 'reset-your-router',
    title: 'Reset your router',
    summary: 'A restart fixes most problems in two minutes; a reset brings back the settings of the first day.',
    steps: [
      'Unplug the power cable, wait ten seconds, and plug it in again.',
      'Wait until the light labelled "Internet" is steady. This takes about two minutes.',
      'If it still blinks, hold the reset button on the back with a pin until all lights go out.',
      'Connect to the network named on the sticker, and choose a new password for your Wi-Fi.'
    ],
    note: 'A reset deletes your Wi-Fi name and password. A restart does not.'
  },
  {
    slug: 'read-your-first-bill',
    title: 'Read your first bill',
    summary: 'Why the first bill is higher than the next ones, and what each line on it means.',
    steps: [
      'Look at the period in the top right corner: the first bill covers the days before the first full month, too.',
      'Find the line "Installation". It is charged once.',
      'Compare the monthly price with your confirmation e-mail. Discounts are on separate lines.'
    ],
    note: 'Bills are sent on the third working day of the month.'
  },
  {
    slug: 'move-to-a-new-home',
    title: 'Move to a new home',
    summary: 'Take your contract with you. Four weeks\' notice is enough in most streets.',
    steps: [
      'Check that we serve the new address.',
      'Submit a ticket with the new address and the day on which you move.',
      'Take the router with you. The socket on the wall stays where it is.'
    ],
    note: 'We keep your phone number if the area code stays the same.'
  },
  {
    slug: 'improve-your-wi-fi',
    title: 'Improve your Wi-Fi',
    summary: 'Better reception in the rooms that matter, without buying anything first.',
    steps: [
      'Put the router in the open, at chest height, and away from the microwave oven.',
      'Use the 5 GHz network in the same room, and the 2.4 GHz network two rooms away.',
      'Measure with a cable as well: if that is slow too, the Wi-Fi is not to blame.'
    ],
    note: 'Thick walls and floor heating halve the speed, whatever the router.'
  }
]
