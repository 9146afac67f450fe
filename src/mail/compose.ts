import type { MailValues, MailWords } from '../model/mail.ts'
import type { MailLanguage } from './words.ts'

/** The inline styles of the HTML: mail programs ignore style sheets. */
const styles = {
  body: 'margin:0;padding:24px 16px;background:#fff;color:#1a1a1a',
  column: 'max-width:600px;margin:0 auto;font:16px/1.5 system-ui,sans-serif',
  paragraph: 'margin:0 0 16px',
  link: 'color:#0b5cad;word-break:break-all',
} as const

/** For the policy of a page that shows a mail. */
export const mailStyles: readonly string[] = Object.values(styles)

export interface ComposedMail {
  subject: string
  text: string
  html: string
}

/** Text from words and values; the HTML is made from the text. */
export function composeMail(
  words: MailWords,
  values: MailValues,
  { tag, dir }: Pick<MailLanguage, 'tag' | 'dir'>,
): ComposedMail {
  const subject = fill(words.subject, values) ?? ''
  const paragraphs = words.body
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .map((one) => fill(one.trim(), values))
    .filter((one) => one !== null && one !== '')
  const link = values['link']
  const parts = paragraphs.map((text) => paragraph(text ?? '', link))
  return {
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: page({ subject, tag, dir, content: parts.join('\n') }),
  }
}

/** Null if a value is missing: then the paragraph is left out. */
function fill(template: string, values: MailValues): string | null {
  let isComplete = true
  const text = template.replaceAll(/\{([a-z]+)\}/g, (_, name: string) => {
    const value = values[name] ?? ''
    if (value === '') isComplete = false
    // A value is one line, whatever people called themselves or their community.
    return value.replaceAll(/[\p{C}\u2028\u2029]+/gu, ' ')
  })
  return isComplete ? text : null
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? '')

/** Our own link is the only thing that can be clicked. */
function paragraph(text: string, link: string | undefined): string {
  const lines = text.split('\n').map((line) => {
    if (link === undefined) return escaped(line)
    const anchor = `<a href="${escaped(link)}" style="${styles.link}">${escaped(link)}</a>`
    return line.split(link).map(escaped).join(anchor)
  })
  return `<p style="${styles.paragraph}">${lines.join('<br>')}</p>`
}

interface PageParts {
  subject: string
  tag: string
  dir: string
  content: string
}

const page = ({ subject, tag, dir, content }: PageParts): string => `<!doctype html>
<html lang="${tag}" dir="${dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="${styles.body}">
<div style="${styles.column}">
${content}
</div>
</body>
</html>
`
