// Keywords proposed from the text as it stands: one press adds one, and the list follows the text.
(() => {
  const WAIT = 1200
  const TEXTS = ["headline", "summary", "body"]

  function setUp(field) {
    const form = field.form
    const words = JSON.parse(field.dataset.words || "{}")
    const box = document.createElement("div")
    box.className = "suggested"
    box.setAttribute("role", "group")
    box.setAttribute("aria-label", words.suggested)
    box.hidden = true
    field.chips.after(box)
    let timer, request, asked

    function given() {
      const data = new FormData()
      for (const name of TEXTS) data.set(name, form.elements[name].value)
      data.set("keywords", field.value)
      data.set("article", field.dataset.article || "")
      return data
    }

    async function ask() {
      const data = given()
      const text = JSON.stringify([...data])
      if (text === asked || !TEXTS.some((name) => data.get(name).trim())) return
      asked = text
      request?.abort()
      request = new AbortController()
      try {
        const answer = await fetch(field.dataset.suggest, {
          method: "POST", body: data, signal: request.signal, redirect: "error",
          headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        })
        if (answer.ok) show((await answer.json()).results)
      } catch {
        // Proposals are a help: without them the field works as before.
      }
    }

    function later() {
      clearTimeout(timer)
      timer = setTimeout(ask, WAIT)
    }

    function show(results) {
      const had = box.contains(document.activeElement)
      const title = Object.assign(document.createElement("p"), { className: "quiet", textContent: words.suggested })
      box.replaceChildren(title, ...results.map(makeButton))
      box.hidden = results.length === 0
      if (had) (box.querySelector("button") || field.chips.input).focus()
    }

    function makeButton({ value, kind }) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: `suggestion suggestion-${kind}` })
      const name = document.createElement("bdi")
      name.textContent = value
      const note = kind === "named" ? "" : words[kind]
      if (note) button.title = note
      button.setAttribute("aria-label", `${words.add} ${value}${note ? ` (${note})` : ""}`)
      button.append("+ ", name)
      button.addEventListener("click", () => {
        const next = button.nextElementSibling || button.previousElementSibling
        field.chips.add(value)
        button.remove()
        if (next?.matches("button")) next.focus()
        else field.chips.input.focus()
        box.hidden = !box.querySelector("button")
      })
      return button
    }

    for (const name of [...TEXTS, field.name]) form.elements[name].addEventListener("input", later)
    ask()
  }

  document.querySelectorAll("input[data-suggest]").forEach(setUp)
})()
