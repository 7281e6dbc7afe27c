// The lines of a pasted page as a list to correct: by keyboard, by mouse, by touch.
(() => {
  const PAGE = 10
  const START = "start"

  class Lines {
    constructor(form, changed) {
      Object.assign(this, { form, changed, words: form.dataset, field: form.elements.roles })
      Object.assign(this, { active: 0, start: 0, marked: [], before: [], after: [] })
      this.list = document.getElementById("paste-lines")
      this.menu = document.getElementById("role-menu")
      this.said = document.getElementById("paste-said")
      this.several = form.querySelector("[data-several]")
      this.buttons = { undo: form.querySelector("[data-undo]"), redo: form.querySelector("[data-redo]") }
      this.items = [...this.menu.querySelectorAll("[data-role]")]
      for (const [name, value] of [["role", "listbox"], ["aria-multiselectable", "true"], ["tabindex", "0"]]) this.list.setAttribute(name, value)
      this.listen()
    }

    listen() {
      this.list.addEventListener("keydown", (event) => this.key(event))
      // A finger or a mouse chooses its own line; to scroll to the first would move it away from under them.
      this.list.addEventListener("focus", () => this.active || !this.list.matches(":focus-visible") || this.go(1))
      this.list.addEventListener("click", (event) => this.click(event))
      this.menu.addEventListener("click", (event) => {
        const item = event.target.closest("[data-role]")
        if (item) this.pick(item)
      })
      this.menu.addEventListener("keydown", (event) => this.menuKey(event))
      document.addEventListener("pointerdown", (event) => {
        if (!this.menu.hidden && !this.menu.contains(event.target)) this.close()
      })
      document.addEventListener("keydown", (event) => {
        if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.matches("input, textarea")) return
        if (event.code === "KeyZ" && !event.shiftKey) this.undo(event)
        else if (event.code === "KeyY" || event.code === "KeyZ") this.redo(event)
      })
      this.buttons.undo.addEventListener("click", (event) => this.undo(event))
      this.buttons.redo.addEventListener("click", (event) => this.redo(event))
      this.several.addEventListener("click", () => this.setSeveral(this.several.getAttribute("aria-pressed") !== "true"))
      this.form.addEventListener("click", (event) => event.target.closest("[data-next-unknown]") && this.nextUnknown())
    }

    get rows() {
      return this.list.children
    }

    row(number) {
      return this.rows[number - 1]
    }

    // Put fresh rows in the place of those that differ, so that focus, scroll and reader stay where they are.
    show(html) {
      const holder = document.createElement("template")
      holder.innerHTML = html
      const fresh = [...holder.content.children]
      const [first, last] = this.range()
      fresh.forEach((row, place) => {
        row.setAttribute("role", "option")
        this.paint(row, place + 1 >= first && place + 1 <= last, place + 1 === this.active)
        const old = this.rows[place]
        if (!old) this.list.append(row)
        else if (!old.isEqualNode(row)) old.replaceWith(row)
      })
      while (this.rows.length > fresh.length) this.list.lastElementChild.remove()
      if (this.active > fresh.length) this.go(fresh.length)
      this.marked = [...this.list.querySelectorAll("[aria-selected=true]")]
      this.tell()
    }

    paint(row, isSelected, isActive) {
      row.setAttribute("aria-selected", String(isSelected))
      row.classList.toggle("is-active", isActive)
    }

    range() {
      return this.active ? [Math.min(this.start, this.active), Math.max(this.start, this.active)] : [0, 0]
    }

    go(number, extends_ = false) {
      if (!this.rows.length) return
      this.active = Math.min(Math.max(number, 1), this.rows.length)
      if (!extends_) this.start = this.active
      this.marked.forEach((row) => this.paint(row, false, false))
      const [first, last] = this.range()
      this.marked = [...this.rows].slice(first - 1, last)
      this.marked.forEach((row) => this.paint(row, true, row === this.row(this.active)))
      this.list.setAttribute("aria-activedescendant", this.row(this.active).id)
      // A row that was out of sight has its true height only once it is drawn.
      this.keepInView(this.row(this.active))
      requestAnimationFrame(() => this.active && this.row(this.active) && this.keepInView(this.row(this.active)))
    }

    // Only the list scrolls: scrollIntoView would move the page under the reader's eyes too.
    keepInView(row) {
      const frame = this.list.getBoundingClientRect()
      const box = row.getBoundingClientRect()
      if (box.top < frame.top) this.list.scrollTop -= frame.top - box.top
      else if (box.bottom > frame.bottom) this.list.scrollTop += Math.min(box.bottom - frame.bottom, box.top - frame.top)
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return this.keyWithControl(event)
      const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -PAGE, PageDown: PAGE, Home: -this.active, End: this.rows.length }
      if (event.key in steps) this.go(this.active + steps[event.key], event.shiftKey)
      else if (["Enter", " ", "ContextMenu"].includes(event.key) || (event.shiftKey && event.key === "F10")) this.open()
      else if (event.key === "Escape") this.go(this.active)
      else if (event.key === "Delete" || event.key === "Backspace") this.give("")
      else if (event.code === "KeyN") this.nextUnknown()
      else if (!this.giveByKey(event)) return
      event.preventDefault()
    }

    keyWithControl(event) {
      if (event.code !== "KeyA" || event.altKey) return
      event.preventDefault()
      this.start = 1
      this.go(this.rows.length, true)
    }

    // By the place of the key, so that every layout of the keyboard has it.
    giveByKey(event) {
      const name = /^(?:Digit|Numpad|Key)(\w)$/.exec(event.code)?.[1] || event.key.toUpperCase()
      const item = this.items.find((one) => one.dataset.key && one.dataset.key === name)
      if (item) this.give(item.dataset.role)
      return Boolean(item)
    }

    click(event) {
      const row = event.target.closest("[data-line]")
      if (!row) return
      const isRange = event.shiftKey || (this.several.getAttribute("aria-pressed") === "true" && this.hasStart)
      const isStart = !isRange && this.several.getAttribute("aria-pressed") === "true"
      this.list.focus({ preventScroll: true })
      this.go(Number(row.dataset.line), isRange)
      this.hasStart = isStart
      if (isStart) return this.say(this.words.chooseLast)
      this.setSeveral(false)
      this.open()
    }

    setSeveral(isOn) {
      this.several.setAttribute("aria-pressed", String(isOn))
      this.hasStart = false
    }

    open() {
      const row = this.row(this.active)
      if (!row) return
      const [first, last] = this.range()
      this.items.forEach((item) => item.setAttribute("aria-checked", String(item.dataset.role === row.dataset.role)))
      this.menu.querySelector(".role-menu-head").textContent = first === last ? row.querySelector(".line-text").textContent : `${first} – ${last}`
      this.menu.hidden = false
      this.place(row)
      ;(this.items.find((item) => item.getAttribute("aria-checked") === "true") || this.items[0]).focus({ preventScroll: true })
    }

    // Under its line, else over it, else wherever all of it is seen: the bar of the button lies over the page.
    place(row) {
      const line = row.getBoundingClientRect()
      const frame = this.list.parentElement.getBoundingClientRect()
      const height = this.menu.offsetHeight
      const end = this.form.querySelector(".save-bar").getBoundingClientRect().top
      const over = line.top - height
      const top = line.bottom + height <= end ? line.bottom : over >= 0 ? over : Math.max(end - height, 0)
      this.menu.style.insetBlockStart = `${top - frame.top}px`
    }

    close() {
      this.menu.hidden = true
    }

    pick(item) {
      this.close()
      this.list.focus({ preventScroll: true })
      this.give(item.dataset.role)
    }

    menuKey(event) {
      const place = this.items.indexOf(document.activeElement)
      const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: this.items.length - 1 }[event.key]
      if (to !== undefined) this.items[(to + this.items.length) % this.items.length].focus()
      else if (event.key === "Escape" || event.key === "Tab") {
        this.close()
        this.list.focus({ preventScroll: true })
      } else if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Enter" || event.key === " ") return
      else if (this.giveByKey(event)) {
        this.close()
        this.list.focus({ preventScroll: true })
      } else return
      event.preventDefault()
    }

    corrections() {
      return JSON.parse(this.field.value || "[]")
    }

    // An empty line stays empty whatever range it is in. Where an article begins is said beside what a line is.
    give(role) {
      const [first, last] = this.range()
      if (!first) return this.go(1)
      const isStart = role === START
      const stays = ([line, old]) => line < first || line > last || (role && (old === START) !== isStart)
      const rows = [...this.rows].slice(first - 1, isStart ? first : last).filter((row) => row.querySelector(".line-text").textContent.trim())
      const made = role ? rows.map((row) => [Number(row.dataset.line), role, row.dataset.key]) : []
      this.after = []
      this.keep([...this.corrections().filter(stays), ...made], this.before)
      const label = role ? this.items.find((item) => item.dataset.role === role).querySelector(".fate-role").textContent : this.words.automatic
      const said = first === last ? this.words.said : this.words.saidMany
      this.say(said.replace("{line}", first).replace("{first}", first).replace("{last}", last).replace("{role}", label))
    }

    keep(corrections, stack) {
      stack.push(this.field.value)
      this.field.value = JSON.stringify(corrections)
      this.field.dispatchEvent(new Event("change", { bubbles: true }))
      this.tell()
      this.changed()
    }

    undo(event) {
      this.takeBack(event, this.before, this.after, this.words.undone)
    }

    redo(event) {
      this.takeBack(event, this.after, this.before, this.words.redone)
    }

    takeBack(event, from, to, said) {
      event.preventDefault()
      if (!from.length) return this.say(from === this.before ? this.words.nothing : this.words.nothingAgain)
      this.keep(JSON.parse(from.pop() || "[]"), to)
      this.say(said)
    }

    tell() {
      this.buttons.undo.disabled = !this.before.length
      this.buttons.redo.disabled = !this.after.length
    }

    forget() {
      Object.assign(this, { active: 0, start: 0, marked: [], before: [], after: [] })
      this.list.removeAttribute("aria-activedescendant")
      this.list.replaceChildren()
      this.field.value = ""
      this.close()
      this.tell()
    }

    nextUnknown() {
      const all = [...this.list.querySelectorAll('[data-role="unknown"]')]
      const next = all.find((row) => Number(row.dataset.line) > this.active) || all[0]
      if (!next) return
      this.list.focus({ preventScroll: true })
      this.go(Number(next.dataset.line))
      this.list.scrollIntoView({ block: "nearest" })
    }

    say(text) {
      this.said.textContent = text
    }
  }

  window.desk.Lines = Lines
})()
