// A dialog of the body editor: labelled fields, of which some search; it gives the values, or null.
let number = 0

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}

const CONTROLS = {
  select: ({ name, options }) => make("select", { name }, ...options.map(([key, text]) => make("option", { value: key, textContent: text }))),
  lines: ({ name }) => make("textarea", { name, dir: "auto", rows: 2 }),
}
const makeInput = ({ name, kind = "text", accept = "" }) => make("input", { name, type: kind, accept, dir: kind === "url" ? "ltr" : "auto" })

function makeControl(field) {
  const control = (CONTROLS[field.kind] || makeInput)(field)
  control.value = field.value ?? ""
  return control
}

function makeField(field, form) {
  const control = makeControl(field)
  control.id = `editor-dialog-${++number}`
  const label = make("label", { htmlFor: control.id, textContent: field.label })
  const box = make("div", { className: "editor-dialog-field" }, label, control)
  if (field.change) control.addEventListener("change", () => field.change(control, form.elements, form.querySelector("[role=status]")))
  if (!field.search) return box
  const combobox = new window.desk.Combobox(control, field.search, (result) => {
    combobox.close()
    field.pick(result, form.elements, form.querySelector("[role=status]"))
  })
  return box
}

export function ask(words, { title, fields, status = "", check = () => "", wrong = fields.at(-1).name, ready = () => {} }) {
  return new Promise((resolve) => {
    const heading = make("h2", { textContent: title, id: `editor-dialog-${++number}` })
    const form = make("form", { noValidate: true })
    const told = make("p", { className: "quiet", textContent: status })
    told.setAttribute("role", "status")
    const error = make("p", { className: "editor-dialog-error" })
    error.setAttribute("role", "alert")
    const cancel = make("button", { type: "button", textContent: words.Cancel })
    form.append(
      heading, ...fields.map((field) => makeField(field, form)), told, error,
      make("div", { className: "editor-dialog-buttons" }, make("button", { type: "submit", className: "default", textContent: words.Update }), cancel),
    )
    const dialog = make("dialog", { className: "editor-dialog" }, form)
    dialog.setAttribute("aria-labelledby", heading.id)
    // At once, since the browser tells that a dialog closed a moment later: keys of between would be lost.
    const finish = (answer) => {
      dialog.close()
      dialog.remove()
      resolve(answer)
    }
    cancel.addEventListener("click", () => finish(null))
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault()
      finish(null)
    })
    dialog.addEventListener("close", () => finish(null))
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      const values = Object.fromEntries(fields.map(({ name }) => [name, form.elements[name].value.trim()]))
      error.textContent = check(values)
      if (error.textContent) return form.elements[wrong].focus()
      finish(values)
    })
    document.body.append(dialog)
    dialog.showModal()
    ready(form.elements)
  })
}

// One writes on where one was: as the browser gives the focus back the caret falls to the beginning of the text.
export async function askFrom(editor, words, options) {
  const { selection, storedMarks } = editor.state
  const values = await ask(words, options)
  const { doc, tr } = editor.state
  if (selection.$from.doc === doc) editor.view.dispatch(tr.setSelection(selection).setStoredMarks(storedMarks))
  // At once, not in the next frame as the commands do.
  editor.view.focus()
  return values
}
