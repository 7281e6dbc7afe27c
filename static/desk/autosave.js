// What is typed is kept before it is saved: in the newsroom within seconds, in this browser until it got there.
(() => {
  const HERE = 300, SEND = 2500, AGAIN = 4000, PATIENCE = 8000, REST = 60000
  const form = document.getElementById("article-form")
  const words = form.dataset
  const shown = document.getElementById("autosave-status")
  const offers = document.getElementById("unsaved")
  const prefix = `newsroom-unsaved:${words.user}:`
  const key = prefix + form.elements.pen.value
  let turn = 0
  let kept = text()
  const given = form.hasAttribute("data-changed") ? "" : kept
  let restUntil = 0, timer = 0, hereTimer = 0, sending = null, isOver = false, wasTold = ""

  // The fields as they would be sent, without pictures; a keyword not yet made a chip goes along.
  function collect() {
    const data = new FormData(form)
    const fields = new URLSearchParams()
    for (const [name, value] of data) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken" && !name.startsWith("_")) fields.append(name, value)
    }
    form.querySelectorAll("input[data-chips]").forEach((field) => {
      const half = field.chips?.input.value.trim()
      if (half) fields.set(field.name, [field.value, half].filter(Boolean).join("، "))
    })
    return fields
  }

  // A text field says \r\n in what it sends and \n in what it holds: only the typed words count here.
  function text() {
    const fields = collect()
    fields.delete("takes")
    return fields.toString()
  }

  function body() {
    const fields = collect()
    fields.set("_article", words.article)
    fields.set("_turn", turn)
    return fields
  }

  const say = (message, isBad = false) => {
    if (message === wasTold) return
    wasTold = shown.textContent = message
    shown.classList.toggle("error", isBad)
    if (isBad) shown.setAttribute("role", "alert")
    else shown.removeAttribute("role")
  }

  function typed() {
    turn = Math.max(Date.now(), turn + 1)
    if (!hereTimer) hereTimer = setTimeout(keepHere, HERE)
    if (!timer && !sending) timer = setTimeout(send, SEND)
  }

  function keepHere() {
    clearTimeout(hereTimer)
    hereTimer = 0
    if (isOver || text() === kept) return true
    try {
      localStorage.setItem(key, body())
      return true
    } catch {
      say(words.notKept, true)
      return false
    }
  }

  const post = (fields, signal) => fetch(words.autosave, {
    method: "POST", body: fields, redirect: "manual", signal,
    headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  })

  // Signing in anew in another tab changes the token: the second try has it.
  async function deliver(fields, signal) {
    const answer = await post(fields, signal)
    if (answer.status !== 403) return answer
    return (await window.desk.session.check()) === "in" ? post(fields, signal) : answer
  }

  // `isAside`: somebody took the text over, so what is here belongs into the history.
  async function send({ isAside = false } = {}) {
    clearTimeout(timer)
    timer = 0
    const now = text()
    if (isOver || sending) return
    if (now === kept && !(isAside && now !== given)) return localStorage.removeItem(key)
    const mine = turn
    sending = new AbortController()
    const ending = setTimeout(() => sending?.abort(), PATIENCE)
    try {
      const fields = body()
      if (isAside) fields.set("_aside", "1")
      await took(await deliver(fields, sending.signal), now, mine)
    } catch {
      away()
    } finally {
      clearTimeout(ending)
      sending = null
    }
    if (!isOver && !timer && text() !== kept) timer = setTimeout(send, wasTold === words.keptHere ? AGAIN : SEND)
  }

  async function took(answer, now, mine) {
    if (answer.type === "opaqueredirect" || answer.status === 401) return signIn("out")
    if (answer.status === 403) return refused()
    if (!answer.ok) return away()
    kept = now
    if (turn === mine) localStorage.removeItem(key)
    const { at } = await answer.json()
    say(`${words.kept} ${at}`)
  }

  function away() {
    if (keepHere() && !isOver) say(words.keptHere, true)
  }

  async function refused() {
    keepHere()
    const state = await window.desk.session.check().catch(() => "")
    if (state === "other" || state === "out") return signIn(state)
    say(words.refused, true)
  }

  async function signIn(state) {
    keepHere()
    say(words.keptHere, true)
    // Who wants to sign in later goes on writing; they are asked again after a while.
    if (Date.now() < restUntil) return
    if (!(await window.desk.session.ask(state))) restUntil = Date.now() + REST
  }

  // The page goes: what the newsroom has not taken yet stays in this browser, and a last try is made.
  function flush() {
    if (isOver || text() === kept) return
    turn = Math.max(Date.now(), turn + 1)
    keepHere()
    const fields = body()
    fields.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    navigator.sendBeacon(words.autosave, fields)
  }

  // What an earlier page could not deliver goes to the newsroom first, which then offers it back.
  async function bringLeftovers() {
    const found = Object.keys(localStorage).filter((name) => name.startsWith(prefix) && name !== key)
    const isAny = (await Promise.all(found.map(bring))).some(Boolean)
    if (isAny) await refresh()
  }

  async function bring(name) {
    try {
      const was = localStorage.getItem(name)
      const answer = await deliver(new URLSearchParams(was))
      // 403: it is of a time when the article was theirs to change. It stays here, for them to copy.
      if (!answer.ok) return false
      if (localStorage.getItem(name) === was) localStorage.removeItem(name)
      return true
    } catch {
      return false
    }
  }

  async function refresh() {
    const answer = await fetch(offers.dataset.url, { redirect: "manual", cache: "no-store" })
    if (answer.ok) offers.innerHTML = await answer.text()
  }

  // Captured: the field of keywords keeps its events to itself.
  form.addEventListener("input", typed, true)
  form.addEventListener("change", typed, true)
  window.addEventListener("online", () => !sending && send())
  window.addEventListener("pagehide", flush)
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush())

  window.desk.autosave = {
    // The form is on its way: nothing older may follow it.
    hold() {
      keepHere()
      isOver = true
      clearTimeout(timer)
      sending?.abort()
    },
    send,
    isOver: () => isOver,
    isTouched: () => text() !== given,
    // Wait for what is on its way, then put what is here into the history.
    async putAside() {
      while (sending) await new Promise((go) => setTimeout(go, 100))
      await send({ isAside: true })
    },
  }
  window.addEventListener("load", bringLeftovers)
  // What came back from the server unsaved is as good as typed.
  if (form.hasAttribute("data-changed")) {
    kept = ""
    typed()
  }
})()
