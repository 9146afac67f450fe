// @ts-check
// Makes the console quicker to use. Everything works without it; portal.js copies, shares and prints.

/**
 * @template {Element} E
 * @param {string} selector
 * @param {new () => E} type
 * @param {(element: E) => void} act
 */
const use = (selector, type, act) => {
  for (const found of document.querySelectorAll(selector)) if (found instanceof type) act(found)
}

/** A press in the link's field selects it. */
use('[data-select]', HTMLInputElement, (field) => {
  field.addEventListener('focus', () => field.select())
})

/** "Undo" goes when its time is over. */
use('[data-for-ms]', HTMLElement, (place) => {
  setTimeout(() => place.remove(), Number(place.dataset.forMs))
})

/** A question closes like a menu: by Escape, or when the focus goes elsewhere. */
use('details.ask', HTMLDetailsElement, (question) => {
  question.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !question.open) return
    question.open = false
    question.querySelector('summary').focus()
  })
})

/** A form is sent once, however often its button is pressed. */
use('form[method="post"]', HTMLFormElement, (form) => {
  let sent = false
  form.addEventListener('submit', (event) => {
    if (sent) event.preventDefault()
    sent = true
  })
  addEventListener('pageshow', () => (sent = false))
})
