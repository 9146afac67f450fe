// The pages of people who ask to join, with sample data.
import { fieldOf } from '../src/core/requests/form.ts'
import { type ApplicantModel, applicantPage } from '../src/http/portal/views/applicant.ts'
import { type AskModel, askPage } from '../src/http/portal/views/ask.ts'
import type { Page } from '../src/http/portal/views/page.ts'

const group = {
  text: 'Which plots are near yours?',
  options: ['1 to 20', '21 to 40', '41 to 60'],
  isOptional: false,
}
const questions = [group, { text: 'How did you find us?', options: null, isOptional: true }]

const form: AskModel = {
  typed: { name: '', words: '', address: '', answers: [], agreed: null },
  faults: [],
  refusal: null,
  questions,
  rules: {
    hash: 'f0',
    text: 'Be kind. Everybody here was new once.\n\n- What is said here stays here.',
    url: null,
  },
  stamp: 'x',
}

const failed: AskModel = {
  ...form,
  typed: { ...form.typed, name: 'ana maría', words: 'I moved to plot 12 in May.', address: 'ana' },
  faults: [
    { field: 'name', name: { code: 'name_spaces' } },
    { field: fieldOf(group), ask: 'answer_missing' },
    { field: 'address', ask: 'address_invalid' },
    { field: 'rules', ask: 'rules_missing' },
  ],
}

const applicant: ApplicantModel = {
  state: 'waiting',
  place: '/ask/x',
  link: `https://garden.example/ask/${'k7wq3mhdx9tp4'.repeat(4)}`,
  before: 2,
  wishedName: 'ana',
  words: 'I moved to plot 12 in May, and Tomás says that you swap seeds.',
  answers: [{ question: group.text, answer: '1 to 20' }],
  sentence: '',
  isOpen: true,
}

const sentence = 'We only take people who have a plot. Ask again when you have yours.'

export const askScreens: Record<string, (page: Page) => string> = {
  ask: (page) => askPage(page, form),
  'ask-failed': (page) => askPage(page, failed),
  asked: (page) => applicantPage(page, applicant),
  'asked-declined': (page) => applicantPage(page, { ...applicant, state: 'declined', sentence }),
}
