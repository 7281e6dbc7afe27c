// Pictures of the library in the text: a figure kept by the number of its picture, with words of its own.
import * as prose from "django-prose-editor/editor"
import { askFrom } from "desk/dialog"

const WORDS = ["caption", "credit", "alt"]
const attribute = (name, find = (figure) => figure) => ({
  default: "",
  parseHTML: (figure) => find(figure)?.getAttribute(name) || "",
  renderHTML: () => ({}),
})
const imageIn = (figure) => figure.querySelector("img")
const oneLine = (text) => text.replace(/\s+/g, " ").trim()

export const Picture = prose.Node.create({
  name: "picture",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({
    number: attribute("data-picture"),
    align: attribute("data-align"),
    credit: attribute("data-credit"),
    alt: attribute("alt", imageIn),
    src: attribute("src", imageIn),
    caption: { default: "", parseHTML: (figure) => figure.querySelector("figcaption")?.textContent || "", renderHTML: () => ({}) },
  }),
  // Before the figure of an address, which would take it for one of its own.
  parseHTML: () => [{ tag: "figure[data-picture]", priority: 110 }],
  renderHTML({ node: { attrs: { number, align, credit, alt, src, caption } } }) {
    const marks = { "data-picture": number, "data-align": align || null, "data-credit": credit || null }
    return ["figure", marks, ["img", { src: src || null, alt }], ...(caption ? [["figcaption", {}, caption]] : [])]
  },
})

const selected = (editor) => {
  const { node } = editor.state.selection
  return node?.type.name === "picture" ? node.attrs : null
}
export const isPicture = (editor) => Boolean(selected(editor))

const post = (address, data) => {
  data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value)
  return fetch(address, { method: "POST", body: data, redirect: "manual", headers: { Accept: "application/json" } })
}

async function send(file, address) {
  const data = new FormData()
  data.set("files", file)
  const answer = await post(address, data)
  if (!answer.ok) throw new Error(answer.status)
  return (await answer.json()).files[0]
}

const fieldsOf = ({ words, pictures }, present, pick, upload) => [
  { name: "search", label: words["Search pictures"], kind: "search", search: pictures, pick },
  { name: "file", label: words["New picture"], kind: "file", accept: "image/jpeg,image/png,image/webp,image/gif,image/avif", change: upload },
  { name: "caption", label: words.Caption, kind: "lines", value: present.caption },
  { name: "credit", label: words.Credit, value: present.credit },
  { name: "alt", label: words["Alternative text"], kind: "lines", value: present.alt },
  {
    name: "align", label: words.Place, kind: "select", value: present.align,
    options: [["", words["Full width"]], ["start", words["At the start"]], ["end", words["At the end"]]],
  },
]

// What was written under a picture that came with this dialog is what the library knows of it, if it knew nothing.
function describe(number, words, address) {
  const data = new FormData()
  const sent = { "TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0-id": number }
  for (const name of WORDS) sent[`0-${name}`] = words[name]
  for (const [name, value] of Object.entries(sent)) data.set(`form-${name}`, value)
  return post(`${address}?ids=${number}`, data).catch(() => {})
}

function makeMore(words, upload, src) {
  const shown = Object.assign(document.createElement("img"), { className: "editor-dialog-picture", alt: "" })
  if (src) shown.src = src
  const link = Object.assign(document.createElement("a"), { href: upload, target: "_blank", rel: "noopener", textContent: words["Upload pictures"] })
  const line = document.createElement("p")
  line.append(link)
  return [shown, line]
}

// The words of the picture come with it; what was written for another one goes, as it says what that one shows.
function fill(fields, found) {
  for (const name of WORDS) fields[name].value = found.fields[name]
}

export async function openPictureDialog(editor, config) {
  const { words, upload, describes } = config
  const present = selected(editor)
  const more = makeMore(words, upload, present?.src)
  let picked = present && { number: present.number, src: present.src }
  let made = null
  function take(found, fields, status) {
    picked = { number: String(found.id), src: found.picture }
    more[0].src = found.picture
    fill(fields, found)
    fields.search.value = ""
    status.textContent = found.text ? `${found.text} ${found.label}` : found.label
    fields.caption.focus()
  }
  async function takeFile(control, fields, status) {
    const [file] = control.files
    if (!file) return
    status.textContent = words.Sending
    try {
      const found = await send(file, upload)
      if (found.state === "new" || (found.id && WORDS.every((name) => !found.fields[name]))) made = String(found.id)
      if (found.id) take(found, fields, status)
      else status.textContent = found.text
    } catch {
      status.textContent = words["Not sent"]
    }
  }
  const values = await askFrom(editor, words, {
    title: words.Picture, status: present ? "" : words["Newest pictures"], wrong: "search",
    fields: fieldsOf(config, present || {}, take, takeFile),
    check: () => (picked ? "" : words["Choose a picture"]),
    ready(fields) {
      const status = fields.search.form.querySelector("[role=status]")
      fields.search.dataset.all = "1"
      fields.search.closest(".editor-dialog-field").append(status, more[1])
      fields.file.closest(".editor-dialog-field").append(more[0])
      fields.search.addEventListener("desk:found", ({ detail }) => (status.textContent = detail ? "" : words["No picture found"]))
      if (present) fields.caption.focus()
    },
  })
  if (!values) return
  const written = Object.fromEntries(WORDS.map((name) => [name, oneLine(values[name])]))
  place(editor, { ...picked, align: values.align, ...written })
  if (made === picked.number) describe(made, written, describes)
}

function place(editor, attrs) {
  if (isPicture(editor)) return editor.chain().focus().updateAttributes("picture", attrs).run()
  return editor.chain().focus().insertContent([{ type: "picture", attrs }, { type: "paragraph" }]).run()
}
