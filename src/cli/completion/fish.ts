import { firstWords, type OutlineCommand, optionsWithValue, summaryOf } from './outline.ts'

export function fishScript(outline: readonly OutlineCommand[]): string {
  const withValue = [...optionsWithValue(outline, true), ...optionsWithValue(outline, false)]
  return `# fish completion for latchkey, made by: latchkey completion fish
function __latchkey_words
    set -l skip
    for word in (commandline -opc)[2..]
        if test -n "$skip"
            set skip
        else if contains -- $word ${withValue.join(' ')}
            set skip yes
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

# Whether the words so far begin with these.
function __latchkey_in
    set -l words (__latchkey_words)
    test "$words" = "$argv"; or string match -q -- "$argv *" "$words"
end

function __latchkey_at
    set -l words (__latchkey_words)
    test "$words" = "$argv"
end

complete -c latchkey -f
${[...names(outline), ...outline.flatMap(details)].join('\n')}
`
}

function names(outline: readonly OutlineCommand[]): string[] {
  return [...firstWords(outline)].flatMap(([first, commands]) => {
    const seconds = commands.filter(({ name }) => name.includes(' '))
    const summary = summaryOf(commands)
    return [
      choice('__latchkey_at', first, summary),
      choice('__latchkey_at help', first, summary),
      ...seconds.flatMap(({ name, summary: text }) => {
        const second = name.split(' ')[1] ?? ''
        return ['', 'help '].map((help) => choice(`__latchkey_at ${help}${first}`, second, text))
      }),
    ]
  })
}

function choice(condition: string, word: string, summary: string): string {
  return `complete -c latchkey -n ${quote(condition)} -a ${word} -d ${quote(summary)}`
}

function details({ name, options, takesFile }: OutlineCommand): string[] {
  const condition = `complete -c latchkey -n ${quote(`__latchkey_in ${name}`)}`
  const lines = options.map((option) => {
    const short = option.short === undefined ? '' : ` -s ${option.short}`
    const value = option.value === undefined ? '' : option.value === 'FILE' ? ' -rF' : ' -x'
    return `${condition} -l ${option.name}${short}${value} -d ${quote(option.summary)}`
  })
  return takesFile ? [`${condition} -F`, ...lines] : lines
}

function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`
}
