// Keywords as chips over a plain «،»-separated field, which is what the form sends.
(() => {
  const COMMAS = /[،,;؛\n]/

  function setUp(field) {
    const words = JSON.parse(field.dataset.words || "{}")
    const list = Object.assign(document.createElement("ul"), { className: "chips" })
    const input = Object.assign(document.createElement("input"), { type: "text", dir: "auto", id: field.id, className: "chip-input" })
    if (field.getAttribute("aria-describedby")) input.setAttribute("aria-describedby", field.getAttribute("aria-describedby"))
    field.removeAttribute("id")
    field.type = "hidden"
    field.after(list, input)
    let names = split(field.value)

    function split(text) {
      return [...new Set(text.split(COMMAS).map((part) => part.trim()).filter(Boolean))]
    }

    function keep(next) {
      names = next
      field.value = names.join("، ")
      draw()
      window.desk.changed(field)
    }

    function add(text) {
      input.value = ""
      keep(split([...names, ...split(text)].join("،")))
    }

    function draw() {
      list.replaceChildren(...names.map(makeChip))
    }

    function makeChip(name) {
      const chip = Object.assign(document.createElement("li"), { className: "chip" })
      const text = document.createElement("bdi")
      text.textContent = name
      const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "✕" })
      remove.setAttribute("aria-label", `${words.remove || "✕"} ${name}`)
      remove.addEventListener("click", () => {
        keep(names.filter((other) => other !== name))
        input.focus()
      })
      chip.append(text, remove)
      return chip
    }

    new window.desk.Combobox(input, field.dataset.chips, (result) => add(result.value))
    input.addEventListener("keydown", (event) => {
      if ((event.key === "Enter" || COMMAS.test(event.key)) && event.key.length !== 0) {
        if (event.key === "Enter" && !input.value.trim()) return event.preventDefault()
        event.preventDefault()
        add(input.value)
      } else if (event.key === "Backspace" && !input.value && names.length) {
        keep(names.slice(0, -1))
      }
    })
    input.addEventListener("input", (event) => {
      event.stopPropagation()
      if (COMMAS.test(input.value)) add(input.value)
    })
    input.addEventListener("change", (event) => event.stopPropagation())
    // What was typed and not yet made a chip is not lost.
    field.form.addEventListener("submit", () => input.value.trim() && add(input.value))
    draw()
    field.chips = { add, input, after: (element) => input.closest(".combobox").after(element) }
  }

  document.querySelectorAll("input[data-chips]").forEach(setUp)
})()
