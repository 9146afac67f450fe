import { describe, test } from 'node:test'
import { languages } from '../src/i18n/catalogue.ts'
import { assertPagesIn } from './support/in-language.ts'
import { needs } from './support/parts.ts'

// In two files, so that each ends within the time of a file.
const half = Math.floor(languages.length / 2)

describe('every page', needs('chromium'), () => {
  for (const tag of languages.slice(0, half)) {
    test(`in ${tag}: axe finds nothing, the page fits a phone, and no request leaves the origin`, () =>
      assertPagesIn(tag))
  }
})
