// @ts-check
// Makes the pages quicker to use. Everything works without it, so each part stands alone and
// stays silent where it can't help. All words come from the page, in the reader's language.

/**
 * @template {Element} E
 * @param {string} selector
 * @param {new () => E} type
 * @param {(element: E) => void} use
 */
const each = (selector, type, use) => {
  for (const found of document.querySelectorAll(selector)) if (found instanceof type) use(found)
}

/**
 * Dates are said again in the visitor's own zone.
 * @type {Record<string, Intl.DateTimeFormatOptions>}
 */
const styles = {
  day: { day: 'numeric', month: 'long', year: 'numeric' },
  moment: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
}

each('time[data-style]', HTMLTimeElement, (time) => {
  const format = new Intl.DateTimeFormat(time.lang, styles[time.dataset.style])
  time.textContent = format.format(new Date(time.dateTime))
})

/** The menu of languages closes as menus do. */
each('.languages details', HTMLDetailsElement, (menu) => {
  document.addEventListener('click', (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false
  })
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return
    menu.open = false
    menu.querySelector('summary').focus()
  })
})

each('[data-print]', HTMLButtonElement, (button) => {
  button.hidden = false
  button.addEventListener('click', () => window.print())
})

each('[data-copy]', HTMLButtonElement, (button) => {
  if (!navigator.clipboard) return
  const label = [...button.childNodes]
  button.hidden = false
  const copied = () => {
    button.textContent = button.dataset.done
    setTimeout(() => button.replaceChildren(...label), 2500)
  }
  // The clipboard may refuse: a browser's setting, or a frame. The text is then selected instead.
  const refused = () => {
    button.textContent = button.dataset.refused
    const { copy: wanted } = button.dataset
    const shown = [...document.querySelectorAll('bdi')]
    const text = shown.find(({ textContent }) => textContent === wanted)
    if (text) getSelection().selectAllChildren(text)
    each('input[readonly]', HTMLInputElement, (field) => field.value === wanted && field.select())
  }
  const copy = () => navigator.clipboard.writeText(button.dataset.copy).then(copied, refused)
  button.addEventListener('click', () => void copy())
})

each('[data-share]', HTMLButtonElement, (button) => {
  if (!navigator.share) return
  button.hidden = false
  const share = () => navigator.share({ text: button.dataset.share }).catch(() => {})
  button.addEventListener('click', () => void share())
})

/** The password can be shown; it is hidden again before it is sent, so that it gets saved. */
each('[data-reveal]', HTMLButtonElement, (button) => {
  const field = document.getElementById(button.dataset.reveal)
  if (!(field instanceof HTMLInputElement)) return
  const { textContent: show, ariaLabel: reveal } = button
  const { hide, conceal } = button.dataset
  const turn = (/** @type {boolean} */ shown) => {
    field.type = shown ? 'text' : 'password'
    button.textContent = shown ? hide : show
    button.ariaLabel = shown ? conceal : reveal
  }
  button.hidden = false
  button.addEventListener('click', () => turn(field.type === 'password'))
  field.form.addEventListener('submit', () => turn(false))
})

/** A form is sent once, however often its button is pressed. */
each('form[data-once]', HTMLFormElement, (form) => {
  const button = form.querySelector('button.main')
  const label = button.textContent
  let sent = false
  form.addEventListener('submit', (event) => {
    if (sent) event.preventDefault()
    sent = true
    button.ariaDisabled = 'true'
    button.textContent = form.dataset.once
  })
  addEventListener('pageshow', () => {
    sent = false
    button.ariaDisabled = null
    button.textContent = label
  })
})

/** A name is tidied, and looked up once the typing pauses. The answer is advice, never a bar. */
each('[data-check]', HTMLInputElement, (field) => {
  const said = document.getElementById(`${field.id}-said`)
  const offers = document.getElementById('offers')
  /** @type {number | undefined} */
  let timer
  let asking = new AbortController()

  const speak = (words = '', status = '') => {
    said.textContent = words
    said.dataset.status = status
  }

  const pick = (/** @type {string} */ name) => {
    field.value = name
    field.focus()
    void ask()
  }

  const offer = (/** @type {string[]} */ names) => {
    const buttons = names.map((name) => {
      const item = document.createElement('li')
      const button = document.createElement('button')
      Object.assign(button, { type: 'button', className: 'small', textContent: name, dir: 'ltr' })
      button.addEventListener('click', () => pick(name))
      item.append(button)
      return item
    })
    offers.querySelector('ul').replaceChildren(...buttons)
    offers.hidden = names.length === 0
  }

  const ask = async () => {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    const name = field.value.trim()
    if (name === '') return
    try {
      const url = `${field.dataset.check}?name=${encodeURIComponent(name)}`
      const response = await fetch(url, { signal, headers: { accept: 'application/json' } })
      const { status, message, suggestions } = await response.json()
      if (!response.ok || signal.aborted || status === 'unknown') return
      speak(message, status)
      offer(suggestions ?? [])
    } catch {
      // Without an answer there is nothing to say.
    }
  }

  const tidy = () => {
    const typed = field.value.trim()
    const small = typed.toLowerCase()
    const suffix = `:${field.dataset.server}`
    const bare = small.endsWith(suffix) ? small.slice(0, -suffix.length) : small
    field.value = bare.replace(/^@/, '')
    if (small !== typed && !said.textContent) {
      speak(field.dataset.lowered.replace('%', field.value))
    }
  }

  field.addEventListener('input', () => {
    asking.abort()
    clearTimeout(timer)
    speak()
    offer([])
    timer = setTimeout(ask, 450)
  })
  field.addEventListener('change', tidy)
  offer([...offers.querySelectorAll('li')].map((item) => item.textContent.trim()))
})
