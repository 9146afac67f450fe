const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** Shows the progress of a long step: one repainted line on a terminal, plain lines elsewhere. */
export interface Progress {
  /** What is happening within the step, shown on a terminal only. */
  detail(text: string): void
  /** Ends the step with a sentence on its result. */
  end(text: string): void
}

export function startProgress(title: string, out: NodeJS.WriteStream = process.stderr): Progress {
  const since = Date.now()
  const seconds = () => `${Math.round((Date.now() - since) / 1000)} s`
  const end = (text: string) => out.write(`${text} (${seconds()})\n`)
  if (!out.isTTY) {
    out.write(`${title} …\n`)
    return { detail: () => undefined, end }
  }
  let detail = ''
  let frame = 0
  const clear = () => out.write('\r\u001b[K')
  const timer = setInterval(() => {
    const line = `${FRAMES[frame++ % FRAMES.length]} ${title} ${seconds()} ${detail}`
    clear()
    out.write(line.slice(0, out.columns - 1))
  }, 100)
  return {
    detail: (text) => (detail = text || detail),
    end: (text) => {
      clearInterval(timer)
      clear()
      end(text)
    },
  }
}
