// Leaving a form of Django's with what nobody has saved asks first; the buttons above it lead away too.
(() => {
  const form = document.querySelector("#content-main > form")
  let isChanged = Boolean(document.querySelector(".errornote"))
  let isSending = false

  form.addEventListener("input", () => (isChanged = true))
  form.addEventListener("submit", () => (isSending = true))
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isSending) event.preventDefault()
  })
})()
