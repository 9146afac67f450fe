import { describe } from 'node:test'
import { languages } from '../src/i18n/catalogue.ts'
import { testEveryPageIn } from './support/in-language.ts'
import { needs } from './support/parts.ts'

const half = Math.floor(languages.length / 2)

describe('every page', needs('chromium'), () => testEveryPageIn(languages.slice(0, half)))
