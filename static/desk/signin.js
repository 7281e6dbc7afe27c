// Sign in anew without leaving the form: its text stays, and nothing goes out under another name.
(() => {
  const form = document.querySelector("form[data-login]")
  const dialog = document.getElementById("signin")
  const fields = dialog.querySelector("form").elements
  const told = dialog.querySelector("[role=alert]")
  const waiting = []

  // «in», «out» or «other»; throws where the newsroom cannot be reached.
  async function check() {
    const answer = await fetch(form.dataset.session, { redirect: "manual", cache: "no-store" })
    if (answer.type === "opaqueredirect") return "out"
    if (!answer.ok) throw new Error(answer.status)
    const { csrf, user } = await answer.json()
    if (String(user) !== form.dataset.user) return "other"
    // Signing in changes the token, so the freshest one is used from now on.
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = csrf))
    return "in"
  }

  async function token() {
    const page = await fetch(form.dataset.login, { redirect: "manual", cache: "no-store" })
    if (page.type === "opaqueredirect") return ""
    const parsed = new DOMParser().parseFromString(await page.text(), "text/html")
    return parsed.querySelector("[name=csrfmiddlewaretoken]").value
  }

  async function enter() {
    const csrf = await token()
    if (!csrf) return finish(await check())
    const data = new URLSearchParams({ username: fields.username.value, password: fields.password.value, csrfmiddlewaretoken: csrf, this_is_the_login_form: "1", next: form.dataset.session })
    const answer = await fetch(form.dataset.login, { method: "POST", body: data, redirect: "manual" })
    if (answer.type === "opaqueredirect") return finish(await check())
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    told.textContent = answer.status === 429 ? page.querySelector("#content, main, body").textContent.trim() : dialog.dataset.wrong
    fields.password.select()
  }

  function finish(state) {
    if (state !== "in") {
      told.textContent = state === "other" ? dialog.dataset.other : dialog.dataset.more
      return
    }
    dialog.close("in")
  }

  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault()
    told.textContent = ""
    try {
      await enter()
    } catch {
      told.textContent = dialog.dataset.away
    }
  })
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close("later"))
  dialog.addEventListener("close", () => {
    fields.password.value = told.textContent = ""
    waiting.splice(0).forEach((tell) => tell(dialog.returnValue === "in"))
    dialog.returnValue = ""
  })
  // Whoever signed in in another tab comes back to a form that goes on.
  window.addEventListener("focus", async () => {
    if (!dialog.open) return
    const state = await check().catch(() => "")
    if (state === "in") dialog.close("in")
  })

  function ask(state) {
    if (!dialog.open) {
      dialog.showModal()
      told.textContent = state === "other" ? dialog.dataset.other : ""
      fields.password.focus()
    }
    return new Promise((tell) => waiting.push(tell))
  }

  window.desk = { ...window.desk, session: { check, ask } }
})()
