// The body editor's own dialogs ask window.gettext for their words when their module loads.
(() => {
  const field = document.querySelector("[data-editor]")
  const words = field ? JSON.parse(field.dataset.editor).words : {}
  window.gettext = (text) => words[text] || text
  document.documentElement.classList.add("with-js")
})()
