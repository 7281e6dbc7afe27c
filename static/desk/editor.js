import * as prose from "django-prose-editor/editor"
import { countMinutes, countWords, say } from "desk/counts"
import { openLinkDialog } from "desk/linking"
import { Embed, openEmbedDialog } from "desk/embedding"
import { isPicture, openPictureDialog, Picture } from "desk/figures"
import { cleanHTML, cleanText, picturesLeft } from "desk/cleaning"

const BLOCKS = [
  "paragraph", "heading", "listItem", "blockquote", "tableCell", "tableHeader", "bulletList",
  "orderedList", "table", "caption",
]

const keptAttribute = (name) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
})

const kindAttribute = (kind) => ({
  default: null,
  keepOnSplit: false,
  parseHTML: (element) => (element.dataset.kind === kind ? kind : null),
  renderHTML: (attributes) => (attributes.kind ? { "data-kind": attributes.kind } : {}),
})

// What a block stands for besides its element: the sanitizer keeps these and no other.
const Kinds = prose.Extension.create({
  name: "kinds",
  addGlobalAttributes: () => [
    { types: ["paragraph"], attributes: { kind: kindAttribute("read-also") } },
    { types: ["blockquote"], attributes: { kind: kindAttribute("pull") } },
  ],
})

// Direction and language of a block are content: what came with them keeps them.
const Direction = prose.Extension.create({
  name: "direction",
  addGlobalAttributes() {
    return [{ types: BLOCKS, attributes: { dir: keptAttribute("dir"), lang: keptAttribute("lang") } }]
  },
})

function turnDirection(editor) {
  const type = editor.isActive("heading") ? "heading" : "paragraph"
  const now = editor.getAttributes(type).dir
  const next = now === "ltr" ? "rtl" : now === "rtl" ? null : "ltr"
  editor.chain().focus().updateAttributes(type, { dir: next }).run()
}

// They run chains of their own: a dialog waits for its answer, and direction asks which block it is in.
const OWN_CHAIN = new Set([turnDirection, openLinkDialog, openEmbedDialog, openPictureDialog, toggleReadAlso, togglePull])

function toggleReadAlso(editor, config) {
  const kind = editor.isActive("paragraph", { kind: "read-also" }) ? null : "read-also"
  editor.chain().focus().updateAttributes("paragraph", { kind }).run()
  if (kind && !editor.isActive("link") && !editor.state.selection.$from.parent.textContent) return openLinkDialog(editor, config)
}

// A quotation becomes a pull quote and back; other text becomes one at once.
function togglePull(editor) {
  const kind = editor.isActive("blockquote", { kind: "pull" }) ? null : "pull"
  const chain = editor.chain().focus()
  if (!editor.isActive("blockquote")) chain.setBlockquote()
  else if (!kind) return chain.unsetBlockquote().run()
  chain.updateAttributes("blockquote", { kind }).run()
}

const inTable = (editor) => editor.isActive("table")

// [icon, word, command, is it on?, is it shown?]
const TOOLS = [
  ["format_bold", "Bold", (c) => c.toggleBold(), (e) => e.isActive("bold")],
  ["format_italic", "Italic", (c) => c.toggleItalic(), (e) => e.isActive("italic")],
  ["format_underlined", "Underline", (c) => c.toggleUnderline(), (e) => e.isActive("underline")],
  null,
  ["title", "Sub-heading", (c) => c.toggleHeading({ level: 2 }), (e) => e.isActive("heading", { level: 2 })],
  ["text_fields", "Smaller sub-heading", (c) => c.toggleHeading({ level: 3 }), (e) => e.isActive("heading", { level: 3 })],
  ["notes", "Paragraph", (c) => c.setParagraph(), (e) => e.isActive("paragraph")],
  null,
  ["format_list_bulleted", "Bulleted list", (c) => c.toggleBulletList(), (e) => e.isActive("bulletList")],
  ["format_list_numbered", "Numbered list", (c) => c.toggleOrderedList(), (e) => e.isActive("orderedList")],
  ["format_quote", "Quotation", (c) => c.toggleBlockquote(), (e) => e.isActive("blockquote")],
  ["format_shapes", "Pull quote", togglePull, (e) => e.isActive("blockquote", { kind: "pull" })],
  ["horizontal_rule", "Separator", (c) => c.setHorizontalRule()],
  null,
  ["insert_link", "Link", openLinkDialog, (e) => e.isActive("link")],
  ["link_off", "Remove the link", (c) => c.unsetLink(), null, (e) => e.isActive("link")],
  ["library_books", "Read also", toggleReadAlso, (e) => e.isActive("paragraph", { kind: "read-also" })],
  ["add_photo_alternate", "Picture", openPictureDialog, isPicture],
  ["ondemand_video", "Embed", openEmbedDialog, (e) => e.isActive("embed")],
  ["format_textdirection_l_to_r", "Direction of the paragraph", turnDirection, (e) => e.isActive({ dir: "ltr" })],
  null,
  ["grid_on", "Table", (c) => c.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), null, (e) => !inTable(e)],
  ["playlist_add", "Add a row", (c) => c.addRowAfter(), null, inTable],
  ["playlist_remove", "Delete the row", (c) => c.deleteRow(), null, inTable],
  ["add_box", "Add a column", (c) => c.addColumnAfter(), null, inTable],
  ["indeterminate_check_box", "Delete the column", (c) => c.deleteColumn(), null, inTable],
  ["delete", "Delete the table", (c) => c.deleteTable(), null, inTable],
  null,
  ["undo", "Undo", (c) => c.undo()],
  ["redo", "Redo", (c) => c.redo()],
]

function makeButton(editor, config, [icon, word, command, isOn, isShown]) {
  const { words } = config
  const button = document.createElement("button")
  button.type = "button"
  button.className = "editor-tool"
  button.title = words[word] || word
  button.setAttribute("aria-label", button.title)
  const picture = document.createElement("span")
  picture.className = "material-icons"
  picture.setAttribute("aria-hidden", "true")
  picture.textContent = icon
  button.append(picture)
  // A pressed button would take the focus from the text, and the next letters with it.
  button.addEventListener("mousedown", (event) => event.preventDefault())
  button.addEventListener("click", () => {
    if (OWN_CHAIN.has(command)) command(editor, config)
    else command(editor.chain().focus()).run()
  })
  editor.on("transaction", () => {
    if (isOn) button.setAttribute("aria-pressed", String(isOn(editor)))
    if (isShown) button.hidden = !isShown(editor)
  })
  return button
}

// One stop for the Tab key; arrows move inside, mirrored in a right-to-left page.
function moveByArrows(toolbar) {
  const buttons = () => [...toolbar.querySelectorAll("button:not([hidden])")]
  const settle = (chosen) => toolbar.querySelectorAll("button").forEach((b) => (b.tabIndex = b === chosen ? 0 : -1))
  toolbar.addEventListener("focusin", (event) => settle(event.target))
  toolbar.addEventListener("keydown", (event) => {
    const all = buttons()
    const forward = getComputedStyle(toolbar).direction === "rtl" ? "ArrowLeft" : "ArrowRight"
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft"
    const step = event.key === forward ? 1 : event.key === backward ? -1 : 0
    if (!step) return
    event.preventDefault()
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus()
  })
  settle(buttons()[0])
}

function makeToolbar(editor, config) {
  const toolbar = document.createElement("div")
  toolbar.className = "editor-toolbar"
  toolbar.setAttribute("role", "toolbar")
  toolbar.setAttribute("aria-label", config.words.Formatting)
  for (const tool of TOOLS) {
    if (tool?.[2] === openPictureDialog && !config.pictures) continue
    if (tool) toolbar.append(makeButton(editor, config, tool))
    else toolbar.append(Object.assign(document.createElement("span"), { className: "editor-gap" }))
  }
  moveByArrows(toolbar)
  return toolbar
}

// Before the library's own key for links, which knows no articles.
const Keys = prose.Extension.create({
  name: "dialogKeys",
  priority: 2000,
  addKeyboardShortcuts() {
    return {
      "Mod-k": ({ editor }) => {
        openLinkDialog(editor, this.options.config)
        return true
      },
      "Mod-Alt-p": ({ editor }) => {
        if (!this.options.config.pictures) return false
        openPictureDialog(editor, this.options.config)
        return true
      },
      Enter: ({ editor }) => {
        if (!isPicture(editor)) return false
        openPictureDialog(editor, this.options.config)
        return true
      },
    }
  },
})

function makeExtensions(config) {
  const chosen = Object.entries(config.extensions).filter(([name]) => prose[name] && name !== "Menu" && name !== "NoSpellCheck")
  return [
    ...chosen.map(([name, options]) =>
      typeof options === "object" ? prose[name].configure(options) : prose[name]),
    Direction,
    Kinds,
    Embed,
    Picture,
    Keys.configure({ config }),
  ]
}

const isEmpty = (html) => /^<(\w+)(\s[^>]*)?><\/\1>$/i.test(html)

function tellLength(editor, output, counts) {
  const words = countWords(editor.state.doc.textBetween(0, editor.state.doc.content.size, "\n", " "))
  output.textContent = [say(words, counts.words), words && say(countMinutes(words), counts.minutes)].filter(Boolean).join(" · ")
}

// A picture of somebody else's page is not ours to load; the library has pictures with their credit.
function tellPasted(event, notice, words) {
  const isHTML = event.clipboardData?.types.includes("text/html")
  notice.textContent = isHTML && picturesLeft() ? `${words["Pictures left out"]} ${picturesLeft()}` : ""
  return false
}

// Starts and ends of lines are those of the article's language, as on its page.
function followLanguage(editor, field, { rightToLeft }) {
  const turn = () => (editor.view.dom.dir = rightToLeft.includes(field.value.toLowerCase().split("-")[0]) ? "rtl" : "ltr")
  field.addEventListener("change", turn)
  turn()
}

function startEditor(textarea) {
  const config = JSON.parse(textarea.dataset.editor)
  const box = document.createElement("div")
  box.className = "prose-editor"
  textarea.before(box)
  const notice = Object.assign(document.createElement("p"), { className: "editor-notice quiet" })
  notice.setAttribute("role", "status")
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  const editor = new prose.Editor({
    element: box,
    injectCSS: false,
    extensions: makeExtensions(config),
    content: textarea.value,
    editorProps: {
      transformPastedHTML: cleanHTML,
      transformPastedText: cleanText,
      handleDoubleClickOn(view, place, node, at, event, isDirect) {
        if (!isDirect || node.type.name !== "picture") return false
        textarea.editor.commands.setNodeSelection(at)
        openPictureDialog(textarea.editor, config)
        return true
      },
      handlePaste: (view, event) => tellPasted(event, notice, config.words),
      attributes: {
        class: "prose", role: "textbox", "aria-multiline": "true",
        "aria-label": label ? label.textContent.replace(/:\s*$/, "") : "", spellcheck: "true",
      },
    },
    onUpdate({ editor: changed }) {
      const html = changed.getHTML()
      textarea.value = isEmpty(html) ? "" : html
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  box.prepend(makeToolbar(editor, config))
  if (textarea.form.elements.language) followLanguage(editor, textarea.form.elements.language, config)
  const count = Object.assign(document.createElement("p"), { className: "editor-count quiet" })
  box.append(count, notice)
  editor.on("update", () => tellLength(editor, count, config.counts))
  tellLength(editor, count, config.counts)
  textarea.hidden = true
  // Others on the page ask it: whether it may be typed into depends on who holds the text.
  textarea.editor = editor
  textarea.dispatchEvent(new Event("desk:editor", { bubbles: true }))
  label?.addEventListener("click", () => editor.commands.focus())
  editor.view.dispatch(editor.state.tr)
}

document.querySelectorAll("textarea[data-editor]").forEach(startEditor)
