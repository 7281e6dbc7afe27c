// Keys of the desk, by their place on the keyboard, so that an Arabic layout serves as well as a Latin one.
(() => {
  const list = document.getElementById("desk-keys")
  if (!list) return
  const choice = list.querySelector("[name=keys]")
  const isOff = () => window.localStorage.getItem("desk-keys") === "off"
  const ways = new Map([...list.querySelectorAll("[data-key]")].map((way) => [way.dataset.key, way]))
  document.documentElement.classList.add("with-js")
  choice.checked = !isOff()
  choice.addEventListener("change", () => window.localStorage.setItem("desk-keys", choice.checked ? "on" : "off"))

  const isTyping = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog, [role=listbox]")

  function open() {
    if (!list.open) list.showModal()
  }

  document.querySelectorAll("[data-opens-keys]").forEach((button) => {
    button.hidden = false
    button.addEventListener("click", open)
  })
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (isOff()) return
    if (event.key === "?" || event.key === "؟") {
      event.preventDefault()
      return open()
    }
    if (event.shiftKey) return
    if (event.code === "Slash") {
      const field = document.getElementById("desk-search") ?? document.getElementById("searchbar")
      if (!field) return
      event.preventDefault()
      return field.focus()
    }
    const way = ways.get(event.code)
    if (!way?.href) return
    event.preventDefault()
    window.location.assign(way.href)
  })
})()
