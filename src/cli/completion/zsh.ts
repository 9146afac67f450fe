import {
  firstWords,
  type OutlineCommand,
  optionsWithValue,
  spellings,
  summaryOf,
} from './outline.ts'

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
${cases(outline).join('\n')}
  esac
  if [[ -n $files && $PREFIX != -* ]]; then _files; else _describe -o latchkey choices; fi
}
if [[ $funcstack[1] == _latchkey ]]; then _latchkey "$@"; else compdef _latchkey latchkey; fi
`
}

type Choice = readonly [word: string, summary: string]

function cases(outline: readonly OutlineCommand[]): string[] {
  const firsts = [...firstWords(outline)]
  const top = firsts.map(([first, commands]): Choice => [first, summaryOf(commands)])
  const families = firsts.flatMap(([first, commands]) => {
    const seconds = commands.filter(({ name }) => name.includes(' '))
    const choices = seconds.map(({ name, summary }): Choice => [name.split(' ')[1] ?? '', summary])
    return choices.length > 0 ? [line(first, choices)] : []
  })
  const whole = outline.map(({ name, options, takesFile }) => {
    const flags = options.flatMap((option) =>
      spellings(option).map((spelling): Choice => [spelling, option.summary]),
    )
    return line(
      `'${name}'|'${name} '*`,
      name === 'help' ? top : flags,
      takesFile ? ' files=yes' : '',
    )
  })
  return [line(`''`, top), ...families, ...whole]
}

function line(pattern: string, choices: readonly Choice[], more = ''): string {
  const texts = choices.map(([word, summary]) => quote(`${word}:${summary}`))
  return `    ${pattern}) choices=(${texts.join(' ')})${more} ;;`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
