// Who else has this article open, who holds its text; taking it over costs nobody a word.
(() => {
  const NEAR = 4000, FAR = 20000
  const form = document.getElementById("article-form")
  const box = document.getElementById("presence")
  const words = box.dataset
  const base = form.elements.base.value
  const autosave = window.desk.autosave
  let timer = 0, hasTyped = false, wasMine = null, isLocked = false, isOnTheWay = false, drawn = ""

  async function ask(act = "") {
    const data = new URLSearchParams({ pen: form.elements.pen.value, act })
    if (hasTyped) data.set("typing", "1")
    if (document.visibilityState === "hidden") data.set("hidden", "1")
    const answer = await fetch(words.url, {
      method: "POST", body: data, redirect: "manual", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    })
    if (answer.ok) hasTyped = false
    return answer
  }

  async function meet() {
    clearTimeout(timer)
    if (autosave.isOver()) return
    try {
      const answer = await ask()
      if (answer.ok) await see(await answer.json())
      else if (answer.status === 403) await lost()
    } catch {
      // Autosave tells when the newsroom cannot be reached.
    }
    timer = setTimeout(meet, document.visibilityState === "hidden" ? FAR : NEAR)
  }

  // Another sign-in changes the token; else the article was moved on and is no longer theirs to change.
  async function lost() {
    const before = form.elements.csrfmiddlewaretoken.value
    const state = await window.desk.session.check()
    if (state === "in" && before === form.elements.csrfmiddlewaretoken.value) show([line(words.moved)], "is-guest")
  }

  async function see(now) {
    const wasTaken = wasMine && !now.isMine
    // Who waited has the text of before: the newest is to be opened first.
    lock(!now.isMine || (wasMine === null && isOld(now) && !autosave.isTouched()))
    if (wasTaken) {
      await autosave.putAside()
      wasMine = false
      const answer = await ask()
      if (answer.ok) now = await answer.json()
    }
    if (now.isMine && !isLocked) wasMine = true
    draw(now, wasMine === false)
  }

  function draw(now, wasTaken) {
    const parts = [], others = now.others.filter((one) => !one.isMe)
    if (!now.isMine && now.holder) {
      parts.push(line(`${wasTaken ? words.taken : words.writes} ${name(now.holder)} (${words.since} ${now.holder.since}).`, "strong"))
      parts.push(line(wasTaken ? words.takenNote : words.takeNote))
      if (now.kept) parts.push(link(`${words.keptText} (${now.kept.number})`, now.kept.url))
    } else if (others.length) {
      parts.push(line(`${words.here} ${[...new Set(others.map(name))].join("، ")}`))
    }
    if (now.others.some((one) => one.isMe)) parts.push(line(words.window))
    if (isOld(now)) {
      parts.push(line(`${words.newer} ${now.newest.number}${now.newest.by ? ` · ${isolate(now.newest.by)}` : ""}. ${autosave.isTouched() ? words.newerNote : ""}`))
      parts.push(link(words.open, window.location.pathname))
    }
    if (!now.isMine) parts.push(takeButton(isOld(now)))
    show(parts, now.isMine ? "" : "is-guest")
  }

  const isOld = (now) => String(now.newest.id) !== base
  const isolate = (text) => `\u2068${text}\u2069`
  const name = (one) => isolate(one.name)

  function line(text, tag = "p") {
    const part = document.createElement("p")
    part.className = "presence-people"
    const inner = tag === "strong" ? part.appendChild(document.createElement("strong")) : part
    inner.textContent = text
    return part
  }

  const link = (text, href) => Object.assign(document.createElement("a"), { textContent: text, href, className: "link-button" })

  function takeButton(isStale) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.take, className: "link-button" })
    button.addEventListener("click", async () => {
      button.disabled = true
      try {
        const answer = await ask("take")
        // The newest text is the one to go on with, unless there are words here that it lacks.
        if (answer.ok && isStale && !autosave.isTouched()) {
          isOnTheWay = true
          return window.location.assign(window.location.pathname)
        }
        if (answer.ok) await see(await answer.json())
      } catch {
        // The next meeting draws the button anew.
      }
      button.disabled = false
    })
    return button
  }

  // Drawn only where something changed: a button under the finger stays, and nothing is read out twice.
  function show(parts, kind) {
    const text = `${kind}${parts.map((part) => part.outerHTML).join("")}`
    if (text === drawn) return
    drawn = text
    box.className = `presence ${kind}`
    box.hidden = parts.length === 0
    box.replaceChildren(...parts)
  }

  // Text that another holds can be read and copied, and not typed into.
  function lock(state) {
    isLocked = state
    form.classList.toggle("is-locked", state)
    form.querySelectorAll(".field textarea, .field input:not([type=hidden])").forEach((field) => (field.readOnly = state))
    form.querySelectorAll(".editor-side select, .editor-side .chips, .editor-side .suggested, .editor-lists").forEach((part) => (part.inert = state))
    form.querySelectorAll(".save-bar button").forEach((button) => {
      if (!button.classList.contains("move") || autosave.isTouched()) button.disabled = state
    })
    form.querySelectorAll("textarea[data-editor]").forEach(lockEditor)
  }

  function lockEditor(field) {
    const { editor } = field
    if (!editor) return
    if (editor.isEditable === isLocked) editor.setEditable(!isLocked, false)
    editor.view.dom.parentElement.querySelectorAll(".editor-toolbar").forEach((bar) => (bar.inert = isLocked))
  }

  form.addEventListener("desk:editor", (event) => lockEditor(event.target))
  form.addEventListener("input", () => (hasTyped = true), true)
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && meet())
  window.addEventListener("pagehide", () => {
    const data = new URLSearchParams({ pen: form.elements.pen.value, act: autosave.isOver() || isOnTheWay ? "send" : "leave", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value })
    navigator.sendBeacon(words.url, data)
  })
  window.desk.presence = { meet }
  meet()
})()
