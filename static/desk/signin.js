// Sign in anew without leaving the form: its text stays, and nothing goes out under another name.
(() => {
  const form = document.querySelector("form[data-login]")
  const dialog = document.getElementById("signin")
  const fields = dialog.querySelector("form").elements
  const told = dialog.querySelector("[role=alert]")
  const step = dialog.querySelector("[data-step]")
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

  async function read(address) {
    const page = await fetch(address, { redirect: "manual", cache: "no-store" })
    return page.type === "opaqueredirect" ? null : parse(page)
  }

  async function parse(answer) {
    return new DOMParser().parseFromString(await answer.text(), "text/html")
  }

  const tokenOf = (page) => page.querySelector("[name=csrfmiddlewaretoken]").value

  // The second step shows itself in place of the password, once that was right.
  function show(isSecond) {
    step.hidden = !isSecond
    fields.code.disabled = !isSecond
    fields.password.disabled = isSecond
    fields.password.closest(".field").hidden = isSecond
    ;(isSecond ? fields.code : fields.password).focus()
  }

  async function send(address, data) {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams({ next: form.dataset.session, ...data }), redirect: "manual" })
    if (answer.type === "opaqueredirect") return null
    return { page: await parse(answer), isLocked: answer.status === 429 }
  }

  async function givePassword() {
    const page = await read(form.dataset.login)
    if (!page) return goOn()
    const refused = await send(form.dataset.login, { username: fields.username.value, password: fields.password.value, csrfmiddlewaretoken: tokenOf(page), this_is_the_login_form: "1" })
    if (!refused) return goOn()
    told.textContent = refused.isLocked ? refused.page.querySelector("#content, main, body").textContent.trim() : dialog.dataset.wrong
    fields.password.select()
  }

  async function giveCode() {
    const page = await read(dialog.dataset.second)
    if (!page) return finish(await check())
    const refused = await send(dialog.dataset.second, { code: fields.code.value, csrfmiddlewaretoken: tokenOf(page) })
    if (!refused) return finish(await check())
    told.textContent = refused.page.querySelector(".errorlist")?.textContent.trim() ?? dialog.dataset.more
    fields.code.select()
  }

  // The password was right: the session is whole, or the code of a device is asked for.
  async function goOn() {
    const state = await check()
    if (state !== "out" || !(await read(dialog.dataset.second))) return finish(state)
    show(true)
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
      await (step.hidden ? givePassword() : giveCode())
    } catch {
      told.textContent = dialog.dataset.away
    }
  })
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close("later"))
  dialog.addEventListener("close", () => {
    fields.password.value = fields.code.value = told.textContent = ""
    show(false)
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
