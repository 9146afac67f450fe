// The console's pages of requests to join, with sample data.
import type { RequestRow } from '../src/store/request-rows.ts'
import { type RequestModel, requestPage } from '../src/http/console/views/request.ts'
import { type RequestsModel, requestsPage } from '../src/http/console/views/requests.ts'
import type { ConsolePage } from '../src/http/console/views/page.ts'

const hour = 3_600_000
const now = Date.UTC(2026, 4, 12, 16)

let count = 0
const row = (changes: Partial<RequestRow>): RequestRow => ({
  id: `01jq${String((count += 1)).padStart(22, '0')}`,
  number: 16 + count,
  secret_hash: '',
  state: 'open',
  network: '',
  wished_name: 'ana',
  words: 'I moved to plot 12 in May, and Tomás says that you swap seeds.',
  answers: '[]',
  address: '',
  mail_id: null,
  language: 'en',
  rules_hash: null,
  made_at: now - 5 * hour,
  decided_at: null,
  sentence: '',
  erased_at: null,
  ...changes,
})

const waiting = [
  { row: row({}), vouches: ['@tomas:garden.example', '@ruth:garden.example'] },
  { row: row({ wished_name: 'a.very.long.name.that.somebody.wished', words: 'سلام' }), vouches: [] },
  { row: row({ wished_name: 'ben', words: 'Hello! '.repeat(60) }), vouches: [] },
]

const queue: RequestsModel = {
  state: 'open',
  requests: waiting,
  isOpen: true,
  older: null,
  newest: null,
  notice: null,
}

const one: RequestModel = {
  row: row({
    answers: JSON.stringify([{ question: 'Which plots are near yours?', answer: '1 to 20' }]),
    address: 'ana@mail.example',
  }),
  vouches: ['@tomas:garden.example'],
  rules: 'Be kind.\n\n- What is said here stays here.',
  invite: null,
  decides: true,
  profiles: ['club', 'guests'],
  usualProfile: 'club',
  ofNetwork: 3,
  events: [
    {
      at: now - 5 * hour,
      actor: { kind: 'newcomer', id: null, via: 'portal' },
      kind: 'request.made',
      what: { name: '#17', href: null },
      columns: [],
    },
  ],
  isLate: false,
  notice: null,
}

const decided = row({ state: 'declined', decided_at: now - hour, sentence: 'We are full.' })

export const requestScreens: Record<string, (page: ConsolePage) => string> = {
  requests: (page) => requestsPage(page, queue),
  'requests-off': (page) => requestsPage(page, { ...queue, requests: [], isOpen: false }),
  request: (page) => requestPage(page, one),
  'request-decided': (page) =>
    requestPage(page, { ...one, row: decided, decides: false, isLate: true }),
}
