// Lists of the form: add, remove, and put in order by button or by Alt and an arrow.
(() => {
  const status = document.getElementById("form-status")
  const form = document.getElementById("article-form")

  function setUp(section) {
    const list = section.querySelector("ol")
    const total = form.elements[`${section.dataset.rows}-TOTAL_FORMS`]
    const items = () => [...list.children].filter((item) => !item.hidden)

    function number() {
      items().forEach((item, place) => {
        const order = item.querySelector('input[name$="-ORDER"]')
        if (order) order.value = place + 1
      })
    }

    function move(item, step) {
      const all = items()
      const other = all[all.indexOf(item) + step]
      if (!other) return
      if (step < 0) other.before(item)
      else other.after(item)
      number()
      window.desk.changed(total)
      status.textContent = `${form.dataset.moved} ${items().indexOf(item) + 1}`
    }

    function remove(item) {
      const next = items()[items().indexOf(item) + 1]
      const mark = item.querySelector('input[name$="-DELETE"]')
      mark.checked = true
      item.hidden = true
      window.desk.changed(mark)
      ;(next?.querySelector("input:not([type=hidden])") || section.querySelector("[data-add]")).focus()
    }

    // The blank row is for a browser without scripts; here the button makes one when it is wanted.
    list.querySelectorAll("[data-blank]").forEach((item) => (item.hidden = true))

    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-row]")
      if (!button) return
      const item = button.closest("[data-row-item]")
      if (button.dataset.row === "remove") return remove(item)
      move(item, button.dataset.row === "up" ? -1 : 1)
      button.focus()
    })
    list.addEventListener("keydown", (event) => {
      const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key]
      if (!step) return
      event.preventDefault()
      move(event.target.closest("[data-row-item]"), step)
      event.target.focus()
    })
    section.querySelector("[data-add]").addEventListener("click", () => {
      const holder = document.createElement("ol")
      holder.innerHTML = section.querySelector("template").innerHTML.replaceAll("__prefix__", total.value)
      const item = holder.firstElementChild
      list.append(item)
      total.value = Number(total.value) + 1
      number()
      window.desk.setUp(item)
      item.querySelector("input:not([type=hidden])").focus()
    })
  }

  // The browser's own words beside a file field are in its language, so the page tells the name itself.
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return
    const file = event.target.files[0]
    event.target.parentElement.querySelector("output").textContent = file ? file.name : ""
  })

  document.querySelectorAll("[data-rows]").forEach(setUp)
})()
