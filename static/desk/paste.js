// A pasted page is parsed as it stands; the text is kept in this browser until drafts are made of it.
(() => {
  const WAIT = 350
  const KEPT_FIELDS = ["text", "roles", "name", "source", "section", "published_at_0", "published_at_1"]
  const form = document.getElementById("paste-form")
  const words = form.dataset
  const text = form.elements.text
  const part = (name) => document.getElementById(`paste-${name}`)
  const columns = form.querySelector(".paste-columns")
  const make = form.querySelector("[name=_make]")
  const lines = new window.desk.Lines(form, () => parse())
  let timer = 0
  let request = null
  let took = 0
  let file = null

  function later() {
    clearTimeout(timer)
    timer = setTimeout(parse, Math.max(WAIT, took * 2))
  }

  async function parse(extra = {}) {
    clearTimeout(timer)
    request?.abort()
    keep()
    if (!text.value.trim() && !extra.file) return empty()
    // Each letter is a byte at the least: what cannot be taken is not sent.
    if (text.value.length > Number(words.most)) return refuse([{ message: words.tooLong }])
    const mine = (request = new AbortController())
    const began = performance.now()
    part("lines").setAttribute("aria-busy", "true")
    try {
      const answer = await send(extra, mine.signal)
      if (mine !== request) return
      if (answer) show(answer)
    } catch (error) {
      if (error.name !== "AbortError") tell(words.offline)
    } finally {
      if (mine === request) part("lines").removeAttribute("aria-busy")
      took = performance.now() - began
    }
  }

  function fields(extra) {
    const data = new FormData(form)
    data.delete("file")
    for (const [name, value] of Object.entries(extra)) data.set(name, value)
    return data
  }

  const post = (extra, signal) => fetch(words.parse, { method: "POST", body: fields(extra), redirect: "manual", signal, headers: { Accept: "application/json" } })

  // Signing in anew in another tab changes the token: the second try has it.
  async function send(extra, signal) {
    let answer = await post(extra, signal)
    if (answer.status === 403 && (await freshToken())) answer = await post(extra, signal)
    if (answer.type === "opaqueredirect" || answer.status === 403) return tell(words.signedOut)
    if (answer.status === 422) return refuse((await answer.json()).errors)
    if (answer.status === 400 || answer.status === 413) return tell(words.tooLong)
    if (!answer.ok) return tell(words.offline)
    return answer.json()
  }

  async function freshToken() {
    const answer = await fetch(words.session, { redirect: "manual", cache: "no-store" })
    if (!answer.ok) return false
    form.elements.csrfmiddlewaretoken.value = (await answer.json()).csrf
    return true
  }

  function show(answer) {
    tell("")
    if (answer.text !== undefined) takeText(answer)
    form.elements.roles.value = answer.roles
    columns.hidden = false
    form.classList.add("has-text")
    lines.show(answer.lines)
    part("cards").innerHTML = answer.cards
    part("summary").innerHTML = answer.summary
    make.disabled = !answer.records
    keep()
  }

  function takeText(answer) {
    const present = { ...fieldsNow(), at: Date.now() }
    text.value = answer.text
    form.elements.name.value = answer.name
    form.elements.file.value = ""
    file = null
    part("encoding").hidden = true
    lines.forget()
    // The words of a source are not another text.
    if (!present.text.trimStart().startsWith("<")) offer(present)
    window.desk.changed(form.elements.name)
  }

  // What is shown is of another text than the one that was refused.
  function refuse(errors) {
    make.disabled = true
    tell(errors.map((error) => error.message).join(" "))
    if (!errors.some((error) => error.unclear)) return
    part("encoding").hidden = false
    form.elements.encoding.focus()
  }

  function tell(message) {
    part("trouble").textContent = message || ""
  }

  function empty() {
    tell("")
    lines.forget()
    columns.hidden = true
    form.classList.remove("has-text")
    part("cards").replaceChildren()
    part("summary").replaceChildren()
    form.elements.name.value = ""
    make.disabled = true
  }

  function read(chosen, encoding) {
    file = chosen
    form.querySelector(".file-field output").textContent = chosen.name
    parse({ file: chosen, encoding })
  }

  // What is kept goes with the browser's own limits: a text too long for it is only not kept.
  function keep() {
    try {
      if (!text.value.trim()) return localStorage.removeItem(words.keep)
      localStorage.setItem(words.keep, JSON.stringify({ ...fieldsNow(), at: Date.now() }))
    } catch {}
  }

  const fieldsNow = () => Object.fromEntries(KEPT_FIELDS.map((name) => [name, form.elements[name].value]))

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(words.keep))
    } catch {
      return null
    }
  }

  function offer(old) {
    if (!old?.text?.trim() || old.text === text.value) return
    const box = part("offer")
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", numberingSystem: "latn" })
    box.querySelector("p").textContent = words.offer.replace("{time}", time.format(old.at))
    box.hidden = false
    box.querySelector("[data-offer-take]").onclick = () => {
      const present = { ...fieldsNow(), at: Date.now() }
      for (const name of KEPT_FIELDS) form.elements[name].value = old[name] || ""
      box.hidden = true
      offer(present)
      window.desk.changed(text)
      parse()
    }
    box.querySelector("[data-offer-drop]").onclick = () => {
      box.hidden = true
      keep()
      text.focus()
    }
  }

  text.addEventListener("input", later)
  text.addEventListener("paste", () => setTimeout(parse))
  form.querySelector(".paste-lacking").addEventListener("input", later)
  form.elements.file.addEventListener("change", (event) => event.target.files[0] && read(event.target.files[0], "auto"))
  form.elements.encoding.addEventListener("change", (event) => file && read(file, event.target.value))
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    part("input").addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return
      event.preventDefault()
      part("input").classList.toggle("is-over", name === "dragenter" || name === "dragover")
      if (name === "drop" && event.dataTransfer.files[0]) read(event.dataTransfer.files[0], "auto")
    })
  }

  part("encoding").hidden = !part("encoding").classList.contains("has-errors")
  if (text.value.trim()) parse()
  else {
    empty_at_start()
    text.focus()
  }

  // What was left here is offered before the empty form could take its place.
  function empty_at_start() {
    make.disabled = true
    offer(kept())
  }
})()
