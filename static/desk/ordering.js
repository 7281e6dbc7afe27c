// Lists that one puts in order: by dragging the handle with mouse or finger, by Alt and an arrow, or by buttons.
(() => {
  const EDGE = 70
  const form = document.querySelector("form[data-ordering]")
  if (!form) return
  const words = JSON.parse(document.getElementById("ordering-words").textContent)
  const status = document.getElementById("ordering-status")
  const total = form.elements["form-TOTAL_FORMS"]
  const lists = [...form.querySelectorAll("ol[data-list]")]
  let isChanged = form.hasAttribute("data-unsaved")

  const field = (item, name) => item.querySelector(`[name$="-${name}"]`)
  const nameOf = (item) => item.querySelector("[data-title]").textContent.trim()

  // The fields follow the lists: a slot by the list an entry is in, a number by its place.
  function settle() {
    isChanged = true
    let place = 0
    for (const list of lists) {
      for (const item of list.children) {
        field(item, "ORDER").value = ++place
        const slot = field(item, "slot")
        if (slot) slot.value = list.dataset.list
      }
    }
  }

  function tell(item) {
    const list = item.parentElement
    const place = [...list.children].indexOf(item) + 1
    status.textContent = [nameOf(item), list.dataset.label, `${words.place} ${place}`].filter(Boolean).join("، ")
  }

  function step(item, direction) {
    const next = direction < 0 ? item.previousElementSibling : item.nextElementSibling
    if (next) direction < 0 ? next.before(item) : next.after(item)
    else {
      const list = lists[lists.indexOf(item.parentElement) + direction]
      if (!list) return
      direction < 0 ? list.append(item) : list.prepend(item)
    }
    settle()
    tell(item)
  }

  function takeAway(item, button) {
    const mark = field(item, "DELETE")
    mark.checked = !mark.checked
    item.classList.toggle("gone", mark.checked)
    button.textContent = mark.checked ? words.back : words.away
    button.setAttribute("aria-label", `${button.textContent}: ${nameOf(item)}`)
    isChanged = true
    status.textContent = `${mark.checked ? words.gone : words.returned}: ${nameOf(item)}`
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]")
    const item = button?.closest("[data-item]")
    if (!item) return
    if (button.dataset.act === "away") takeAway(item, button)
    else step(item, button.dataset.act === "up" ? -1 : 1)
    button.focus()
  })

  form.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-item]")
    const direction = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!item || !direction || !(event.altKey || event.target.matches("[data-handle]"))) return
    event.preventDefault()
    const { target } = event
    step(item, direction)
    target.focus()
  })

  form.addEventListener("change", (event) => {
    isChanged = true
    if (!event.target.matches("[name$='-slot']")) return
    const item = event.target.closest("[data-item]")
    const list = lists.find((one) => one.dataset.list === event.target.value)
    if (!item || !list) return
    list.append(item)
    settle()
    tell(item)
    event.target.focus()
  })

  // Moving an element takes the pointer away from it, so the page listens and not the handle.
  let dragged = null

  form.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]")
    if (!handle || event.button > 0) return
    event.preventDefault()
    handle.focus()
    const item = handle.closest("[data-item]")
    dragged = { item, handle, list: item.parentElement, next: item.nextElementSibling }
    item.classList.add("dragging")
  })

  document.addEventListener("pointermove", (event) => {
    if (!dragged) return
    if (event.clientY < EDGE) window.scrollBy(0, -12)
    if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, 12)
    const under = document.elementFromPoint(event.clientX, event.clientY)
    const over = under?.closest("[data-item]")
    if (over && over !== dragged.item && form.contains(over)) {
      const { top, height } = over.getBoundingClientRect()
      event.clientY < top + height / 2 ? over.before(dragged.item) : over.after(dragged.item)
      return
    }
    const list = under?.closest("[data-drop]")?.querySelector("ol[data-list]")
    if (list && list !== dragged.item.parentElement) list.append(dragged.item)
  })

  function drop(isKept) {
    if (!dragged) return
    const { item, handle, list, next } = dragged
    dragged = null
    item.classList.remove("dragging")
    if (!isKept) list.insertBefore(item, next)
    if (item.parentElement !== list || item.nextElementSibling !== next) {
      settle()
      tell(item)
    }
    handle.focus()
  }

  document.addEventListener("pointerup", () => drop(true))
  document.addEventListener("pointercancel", () => drop(false))
  document.addEventListener("keydown", (event) => event.key === "Escape" && drop(false))

  function add(list, result) {
    const holder = document.createElement("ol")
    holder.innerHTML = document.getElementById("ordering-item").innerHTML.replaceAll("__prefix__", total.value)
    const item = holder.firstElementChild
    field(item, "article").value = result.id
    item.querySelector("[data-title]").textContent = result.value
    item.querySelector("[data-note]").textContent = result.note || ""
    for (const button of item.querySelectorAll("[aria-label]")) {
      button.setAttribute("aria-label", button.getAttribute("aria-label").replace("__title__", result.value))
    }
    total.value = Number(total.value) + 1
    list.prepend(item)
    settle()
    status.textContent = `${words.added}: ${result.value}، ${list.dataset.label}`
  }

  form.querySelectorAll("input[data-adds]").forEach((input) => {
    const list = lists.find((one) => one.dataset.list === input.dataset.adds)
    const box = new window.desk.Combobox(input, input.dataset.articles, (result) => {
      add(list, result)
      input.value = ""
      box.close()
    })
    // Enter in the search would send the whole form.
    input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault())
  })

  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget !== "_blank") isChanged = false
  })
  window.addEventListener("beforeunload", (event) => isChanged && event.preventDefault())
})()
