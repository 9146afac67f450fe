import { type Case, casesOf } from './cases.ts'
import { type OutlineCommand, optionsWithValue } from './outline.ts'

export function zshScript(outline: readonly OutlineCommand[]): string {
  const withValue = [...optionsWithValue(outline, true), ...optionsWithValue(outline, false)]
  return `#compdef latchkey
# zsh completion for latchkey, made by: latchkey completion zsh
_latchkey() {
  local at name= files=
  local -a choices
  case $words[CURRENT-1] in
    ${optionsWithValue(outline, true).join('|')}) _files; return ;;
    ${optionsWithValue(outline, false).join('|')}) return ;;
  esac
  for ((at = 2; at < CURRENT; at++)); do
    case $words[at] in
      ${withValue.join('|')}) ((at++)) ;;
      -*) ;;
      *) name+="\${name:+ }$words[at]" ;;
    esac
  done
  case \${name#help } in
${casesOf(outline).map(line).join('\n')}
  esac
  if [[ -n $files && $PREFIX != -* ]]; then _files; else _describe -o latchkey choices; fi
}
if [[ $funcstack[1] == _latchkey ]]; then _latchkey "$@"; else compdef _latchkey latchkey; fi
`
}

function line({ pattern, choices, takesFile }: Case): string {
  const texts = choices.map(({ word, summary }) => quote(`${word}:${summary}`))
  return `    ${pattern}) choices=(${texts.join(' ')})${takesFile ? ' files=yes' : ''} ;;`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
