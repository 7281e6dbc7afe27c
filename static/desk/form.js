// Keep a person from losing text: unsaved changes warn, a lost session says so before the form is sent.
(() => {
  const form = document.querySelector("form[data-session]")
  const status = document.getElementById("form-status")
  let isChanged = form.hasAttribute("data-changed") || Boolean(document.querySelector(".errornote, .panel-conflict[role=alert]"))
  let isSending = false

  form.addEventListener("input", () => (isChanged = true))
  form.addEventListener("change", () => (isChanged = true))
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isSending) event.preventDefault()
  })
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.code !== "KeyS") return
    const save = form.querySelector("[name=_save]")
    if (!save) return
    event.preventDefault()
    form.requestSubmit(save)
  })

  form.addEventListener("submit", async (event) => {
    // A look in another tab leaves the form where it is.
    if (event.submitter?.formTarget) return
    event.preventDefault()
    if (isSending) return
    isSending = true
    const button = event.submitter
    status.textContent = ""
    try {
      const state = await window.desk.session.check()
      if (state === "in" || (await window.desk.session.ask(state))) return send(button)
      status.textContent = form.dataset.signedOut
    } catch {
      status.textContent = form.dataset.offline
    }
    status.classList.add("error")
    isSending = false
  })

  function send(button) {
    if (button) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value })
      form.append(field)
    }
    window.desk.autosave?.hold()
    form.querySelectorAll(".save-bar button").forEach((other) => (other.disabled = true))
    form.submit()
  }

  // A merge takes the text of this form along: it is a version already.
  document.querySelectorAll("form[data-leaves]").forEach((other) => other.addEventListener("submit", () => (isSending = true)))

  // A page taken back from the browser's memory holds an old version: its buttons work again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload()
  })
})()
