import { type Case, casesOf } from './cases.ts'
import { type OutlineCommand, optionsWithValue } from './outline.ts'

/** Works without the package bash-completion, too. */
export function bashScript(outline: readonly OutlineCommand[]): string {
  return `# bash completion for latchkey, made by: latchkey completion bash
_latchkey() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local at name= choices= files=
  COMPREPLY=()
  # Bash takes the = of --config=FILE for a word of its own.
  if [[ $word == = ]]; then
    word=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $previous in
    ${optionsWithValue(outline, true).join(' | ')})
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    ${optionsWithValue(outline, false).join(' | ')}) return ;;
  esac
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${optionsWithValue(outline, true).join(' | ')} | ${optionsWithValue(outline, false).join(' | ')})
        if [[ \${COMP_WORDS[at + 1]} == = ]]; then at=$((at + 2)); else at=$((at + 1)); fi
        ;;
      -*) ;;
      *) name+="\${name:+ }\${COMP_WORDS[at]}" ;;
    esac
  done
  case \${name#help } in
${casesOf(outline).map(line).join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
  if [[ $files && $word != -* ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -F _latchkey latchkey
`
}

function line({ pattern, choices, takesFile }: Case): string {
  const words = choices.map(({ word }) => word).join(' ')
  return `    ${pattern}) choices='${words}'${takesFile ? ' files=yes' : ''} ;;`
}
