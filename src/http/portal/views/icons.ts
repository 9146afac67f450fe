import type { Html } from './html.ts'

/** Line icons of the project's own on a 24 by 24 grid; they repeat what words beside them say. */
const icon = (shapes: string): Html => ({
  html: `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shapes}</svg>`,
})

export const icons = {
  door: icon('<path d="M5 21V10a7 7 0 0 1 14 0v11M3 21h18M15 14v1"/>'),
  clock: icon('<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>'),
  people: icon(
    '<circle cx="9" cy="8" r="3.5"/><path d="M3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3 2.8 3 5.5"/>',
  ),
  search: icon('<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>'),
  hourglass: icon('<path d="M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9"/>'),
  key: icon('<circle cx="8" cy="8" r="4.5"/><path d="m11.5 11.5 8.5 8.5M16 16l2.5-2.5"/>'),
  cloud: icon('<path d="M7 18a4.5 4.5 0 0 1-.5-9 6 6 0 0 1 11.4 1.5A3.8 3.8 0 0 1 17.5 18z"/>'),
  hand: icon('<path d="M12 3 3.5 19h17zM12 10v4M12 16.5v.5"/>'),
  globe: icon(
    '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>',
  ),
  check: icon('<path d="m5 12.5 4.5 4.5L19 7.5"/>'),
}

export type IconName = keyof typeof icons
