// An input that offers what begins as one types (the ARIA combobox pattern with a list).
(() => {
  const WAIT = 180
  let number = 0

  class Combobox {
    constructor(input, address, pick) {
      Object.assign(this, { input, address, pick, results: [], chosen: -1 })
      this.list = document.createElement("ul")
      this.list.id = `combobox-${++number}`
      this.list.className = "combobox-list"
      this.list.setAttribute("role", "listbox")
      this.list.hidden = true
      const wrap = document.createElement("div")
      wrap.className = "combobox"
      input.before(wrap)
      wrap.append(input, this.list)
      for (const [name, value] of [
        ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
        ["aria-controls", this.list.id], ["autocomplete", "off"],
      ]) input.setAttribute(name, value)
      input.addEventListener("input", () => this.ask())
      input.addEventListener("keydown", (event) => this.key(event))
      input.addEventListener("blur", () => setTimeout(() => this.close(), 150))
    }

    ask() {
      clearTimeout(this.timer)
      this.timer = setTimeout(() => this.fetch(this.input.value.trim()), WAIT)
    }

    async fetch(text) {
      this.request?.abort()
      if (!text && !this.input.dataset.all) return this.close()
      this.request = new AbortController()
      try {
        const answer = await fetch(`${this.address}?q=${encodeURIComponent(text)}`, {
          signal: this.request.signal, headers: { Accept: "application/json" }, redirect: "error",
        })
        if (answer.ok) this.show((await answer.json()).results)
      } catch (error) {
        if (error.name !== "AbortError") this.close()
      }
    }

    show(results) {
      this.results = results
      this.chosen = -1
      this.list.replaceChildren(...results.map((result, place) => this.option(result, place)))
      this.open(results.length > 0 && document.activeElement === this.input)
      this.input.dispatchEvent(new CustomEvent("desk:found", { detail: results.length }))
    }

    option(result, place) {
      const item = document.createElement("li")
      item.id = `${this.list.id}-${place}`
      item.setAttribute("role", "option")
      if (result.picture) item.append(Object.assign(document.createElement("img"), { src: result.picture, alt: "" }))
      const value = document.createElement("bdi")
      value.textContent = result.value
      item.append(value)
      if (result.note) item.append(Object.assign(document.createElement("small"), { textContent: result.note, dir: "auto" }))
      item.addEventListener("mousedown", (event) => {
        event.preventDefault()
        this.take(place)
      })
      return item
    }

    open(isOpen) {
      this.list.hidden = !isOpen
      this.input.setAttribute("aria-expanded", String(isOpen))
      if (!isOpen) this.input.removeAttribute("aria-activedescendant")
    }

    close() {
      clearTimeout(this.timer)
      // An answer that is still under way would open the list again.
      this.request?.abort()
      this.open(false)
    }

    take(place) {
      this.close()
      this.pick(this.results[place])
    }

    mark(place) {
      const items = [...this.list.children]
      this.chosen = (place + items.length) % items.length
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === this.chosen)))
      items[this.chosen].scrollIntoView({ block: "nearest" })
      this.input.setAttribute("aria-activedescendant", items[this.chosen].id)
    }

    key(event) {
      if (this.list.hidden) {
        if (event.key === "ArrowDown") this.fetch(this.input.value.trim())
        return
      }
      if (event.key === "ArrowDown") this.mark(this.chosen + 1)
      else if (event.key === "ArrowUp") this.mark(this.chosen < 0 ? -1 : this.chosen - 1)
      else if (event.key === "Enter" && this.chosen >= 0) this.take(this.chosen)
      else if (event.key === "Escape") this.close()
      else return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
  }

  const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }))
  const sibling = (input, name) => input.form.elements[input.name.replace(/[^-]+$/, name)]

  function setUpText(input) {
    const into = input.dataset.into
    const box = new Combobox(input, input.dataset.complete, (result) => {
      input.value = result.value
      changed(input)
      box.close()
      if (!into) return
      sibling(input, into).value = result.id
      input.dataset.picked = result.value
      showTarget(input, result)
    })
    if (into) input.addEventListener("input", () => dropTarget(input, into))
  }

  function dropTarget(input, into) {
    if (input.dataset.picked === undefined && !sibling(input, into).value) return
    if (input.value === input.dataset.picked) return
    sibling(input, into).value = ""
    delete input.dataset.picked
    showTarget(input, null)
  }

  function showTarget(input, result) {
    const place = input.closest("[data-row-item]").querySelector("[data-target]")
    const badge = document.createElement("span")
    badge.className = `badge ${result ? "badge-published" : "badge-waiting"}`
    badge.textContent = result ? result.note || "✓" : place.dataset.waiting
    place.replaceChildren(...(result || input.value ? [badge] : []))
  }

  function setUpPicture(input) {
    const box = new Combobox(input, input.dataset.pick, (result) => {
      input.value = result.id
      changed(input)
      box.close()
      for (const [name, value] of Object.entries(result.fields)) {
        const field = sibling(input, name)
        if (field && !field.value) field.value = value
      }
      const picture = Object.assign(document.createElement("img"), { src: result.picture, alt: "" })
      input.closest("[data-row-item]").querySelector("[data-picture]").replaceChildren(picture)
    })
  }

  function setUp(root) {
    root.querySelectorAll("input[data-complete]").forEach(setUpText)
    root.querySelectorAll("input[data-pick]").forEach(setUpPicture)
  }

  window.desk = { Combobox, setUp, changed }
  setUp(document)
})()
