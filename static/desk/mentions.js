// Complete the names of people after «@» in a note; without scripts a name is typed whole.
(() => {
  const field = document.querySelector("[data-mentions]")
  if (!field) return
  const address = field.form.dataset.people
  const list = Object.assign(document.createElement("ul"), { className: "combobox-list", id: "people", hidden: true })
  list.setAttribute("role", "listbox")
  field.parentElement.classList.add("combobox")
  field.after(list)
  for (const [name, value] of [["aria-controls", "people"], ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"]]) field.setAttribute(name, value)
  let chosen = -1
  let asked = 0

  // What is typed after the last «@» before the caret: at most three words of a name.
  const typed = () => /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}_.-]*(?: [\p{L}\p{N}_.-]*){0,2})$/u.exec(field.value.slice(0, field.selectionStart))

  function close() {
    list.hidden = true
    chosen = -1
    field.removeAttribute("aria-activedescendant")
  }

  function choose(number) {
    chosen = number
    for (const [place, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(place === number))
    if (number >= 0) field.setAttribute("aria-activedescendant", list.children[number].id)
  }

  function take(name) {
    const found = typed()
    if (!found) return close()
    const start = field.selectionStart - found[1].length
    field.setRangeText(`${name} `, start, field.selectionStart, "end")
    field.focus()
    close()
  }

  async function refresh() {
    const found = typed()
    const mine = ++asked
    if (!found) return close()
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: found[1] })}`, { redirect: "manual", cache: "no-store" })
      if (answer.ok && mine === asked) show((await answer.json()).results)
    } catch {
      close()
    }
  }

  function show(people) {
    if (!people.length) return close()
    list.replaceChildren(...people.map((person, place) => {
      const item = Object.assign(document.createElement("li"), { id: `person-${place}`, dir: "auto", textContent: person.value })
      item.setAttribute("role", "option")
      item.addEventListener("mousedown", (event) => {
        event.preventDefault()
        take(person.value)
      })
      return item
    }))
    list.hidden = false
    choose(0)
  }

  field.addEventListener("input", refresh)
  field.addEventListener("blur", close)
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return
    const size = list.children.length
    if (event.key === "ArrowDown") choose((chosen + 1) % size)
    else if (event.key === "ArrowUp") choose((chosen - 1 + size) % size)
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen].textContent)
    else if (event.key === "Escape") close()
    else return
    event.preventDefault()
  })
})()
