// The language desk: slips are marked in the text and listed beside it, each with its mending.
import { pm } from "django-prose-editor/editor"

const { Plugin, PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view
const WAIT = 700
const SHOWN = 40
// Both halves of a pair are mended together.
const PAIRED = new Set(["house-quotes", "mixed-quotes", "nested-quotes"])

const panel = document.getElementById("language-desk")
const form = document.getElementById("article-form")
const words = JSON.parse(panel.dataset.words)
const list = panel.querySelector("[data-list]")
const status = panel.querySelector("[data-status]")
const fixAll = panel.querySelector("[data-fix-all]")
const key = new PluginKey("language-desk")

let problems = []
let limit = SHOWN
let timer = 0
let asked = 0

const plural = new Intl.PluralRules("ar")
const SLIPS = { zero: "لا ملاحظات", one: "ملاحظة واحدة", two: "ملاحظتان", few: "# ملاحظات", many: "# ملاحظة", other: "# ملاحظة" }
const countSlips = (n) => SLIPS[plural.select(n)].replace("#", n)

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

// A text of the form: what it says, and how a stretch of it is shown, replaced and selected.
class PlainText {
  constructor(field) {
    this.field = field
    field.addEventListener("input", checkSoon)
  }
  read() { return this.field.value }
  mark() {}
  place(problem) {
    const { start, end } = problem
    return this.field.value === problem.text ? { start, end } : null
  }
  show({ start, end }) {
    this.field.focus()
    this.field.setSelectionRange(start, end)
  }
  // The command keeps the browser's own undo, which a value set by script loses.
  replace(mendings) {
    this.field.focus()
    for (const [{ start, end }, text] of mendings.sort((a, b) => b[0].start - a[0].start)) {
      this.field.setSelectionRange(start, end)
      const isDone = text ? document.execCommand("insertText", false, text) : start === end || document.execCommand("delete")
      if (!isDone) this.field.setRangeText(text, start, end, "end")
    }
    this.field.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

class RichText {
  constructor(editor) {
    this.editor = editor
    editor.registerPlugin(new Plugin({
      key,
      state: {
        init: () => DecorationSet.empty,
        apply: (change, marks) => change.getMeta(key) || marks.map(change.mapping, change.doc),
      },
      props: {
        decorations: (state) => key.getState(state),
        handleClick: (view, place) => {
          const found = key.getState(view.state).find(place, place)[0]
          if (found) showInList(found.spec.problem)
          return false
        },
      },
    }))
    editor.on("update", checkSoon)
  }
  // Each block is a line; an offset of the text becomes a position of the document.
  read() {
    this.blocks = []
    let text = ""
    this.editor.state.doc.descendants((node, place) => {
      if (!node.isTextblock) return true
      const line = node.textBetween(0, node.content.size, null, (leaf) => (leaf.type.name === "hardBreak" ? "\n" : "\ufffc"))
      if (this.blocks.length) text += "\n"
      this.blocks.push({ offset: text.length, place: place + 1, length: line.length })
      text += line
      return false
    })
    return text
  }
  position(offset) {
    const block = this.blocks.findLast((one) => one.offset <= offset)
    return block.place + Math.min(offset - block.offset, block.length)
  }
  mark(found) {
    const { doc } = this.editor.state
    const marks = found.map((problem) => {
      const from = this.position(problem.start)
      const to = this.position(problem.end)
      problem.from = from
      const shown = to > from ? [from, to] : [Math.max(from - 1, 1), Math.min(to + 1, doc.content.size)]
      return Decoration.inline(...shown, { class: `slip slip-${problem.severity}` }, { problem, isPoint: to === from, inclusiveStart: false })
    })
    this.editor.view.dispatch(this.editor.state.tr.setMeta(key, DecorationSet.create(doc, marks)).setMeta("addToHistory", false))
  }
  place(problem) {
    const { state } = this.editor
    const mark = key.getState(state).find(undefined, undefined, (spec) => spec.problem === problem)[0]
    if (!mark) return null
    if (mark.spec.isPoint) return { start: mark.from + 1, end: mark.from + 1 }
    const now = state.doc.textBetween(mark.from, mark.to, "\n", "\ufffc")
    return now === problem.text.slice(problem.start, problem.end) ? { start: mark.from, end: mark.to } : null
  }
  show({ start, end }) {
    const { state, view } = this.editor
    view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, start, end)).scrollIntoView())
    view.focus()
  }
  replace(mendings) {
    const change = pm.history.closeHistory(this.editor.state.tr)
    for (const [{ start, end }, text] of mendings.sort((a, b) => b[0].start - a[0].start)) {
      if (text) change.insertText(text, start, end)
      else if (end > start) change.delete(start, end)
    }
    this.editor.view.dispatch(change)
  }
}

const texts = {}
for (const name of ["headline", "summary"]) texts[name] = new PlainText(form.elements[name])
const body = form.elements.body
texts.body = body.editor ? new RichText(body.editor) : new PlainText(body)

function checkSoon() {
  clearTimeout(timer)
  timer = setTimeout(check, WAIT)
}

function ask(address, data) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify({ article: panel.dataset.article, token: form.elements.token.value, ...data }),
  })
}

async function check() {
  panel.hidden = false
  if (form.elements.language.value !== "ar") return settle([], words.foreign)
  const mine = ++asked
  const sent = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.read()]))
  const day = form.elements.published_at_0?.value || ""
  try {
    const answer = await ask(panel.dataset.check, { texts: sent, published: day })
    if (!answer.ok) throw new Error(answer.status)
    const { problems: found } = await answer.json()
    // Whoever typed meanwhile is answered by the next question.
    if (mine !== asked || Object.entries(texts).some(([name, text]) => text.read() !== sent[name])) return checkSoon()
    settle(found.map((problem) => ({ ...problem, text: sent[problem.field] })))
  } catch {
    status.textContent = words.failed
  }
}

function settle(found, message) {
  problems = found
  for (const [name, text] of Object.entries(texts)) text.mark(problems.filter((problem) => problem.field === name))
  draw(message)
}

function draw(message) {
  const safe = problems.filter((problem) => problem.safe)
  panel.querySelector("[data-count]").textContent = problems.length || ""
  status.textContent = message || (problems.length ? countSlips(problems.length) : words.none)
  fixAll.hidden = safe.length === 0
  panel.querySelector("[data-safe]").textContent = `(${safe.length})`
  const focused = [...list.children].indexOf(document.activeElement?.closest(".slip-item"))
  list.replaceChildren(...problems.slice(0, limit).map(makeItem))
  if (problems.length > limit) list.append(make("li", {}, makeButton(words.more, "", () => { limit += SHOWN; draw() })))
  const next = list.children[Math.min(focused, list.children.length - 1)]
  if (focused >= 0 && next?.problem) focusItem(next)
}

function makeButton(label, name, act) {
  const button = make("button", { type: "button", textContent: label, className: "slip-act" })
  if (name) button.setAttribute("aria-label", name)
  button.addEventListener("click", act)
  return button
}

// What is seen of nothing and of spaces is their name.
const visible = (text) => (text === "" ? words.delete : /^\s+$/.test(text) ? words.space : text)

function makeItem(problem) {
  const wrong = problem.text.slice(problem.start, problem.end)
  const same = problems.filter((one) => one.rule === problem.rule && one.replacement !== null)
  const item = make("li", { className: `slip-item slip-item-${problem.severity}` })
  item.problem = problem
  const place = makeButton("", "", () => show(problem))
  place.className = "slip-place"
  place.title = words.show
  place.append(make("span", { className: "slip-severity", textContent: words[problem.severity] }), ` ${problem.message}`, makeExcerpt(problem, wrong))
  item.append(place)
  const acts = make("div", { className: "slip-acts" })
  if (problem.replacement !== null) {
    const mending = wrong.trim() ? visible(problem.replacement) : problem.replacement.trim() ? problem.replacement : ""
    const name = `${words.fix}: ${visible(wrong)} ${words.to} ${visible(problem.replacement)}`
    const fix = makeButton(words.fix, name, () => mend(PAIRED.has(problem.rule) ? same : [problem]))
    fix.classList.add("slip-fix")
    if (mending) fix.append(" ", make("bdi", { textContent: mending.length > 40 ? `${mending.slice(0, 40)}…` : mending }))
    acts.append(fix)
    if (same.length > 1) acts.append(makeButton(`${words.fixKind} (${same.length})`, `${words.fixKind}: ${problem.message}`, () => mend(same)))
  }
  acts.append(makeIgnore(problem))
  item.append(acts)
  return item
}

function makeExcerpt(problem, wrong) {
  const before = problem.text.slice(Math.max(0, problem.start - 30), problem.start).split("\n").pop()
  const after = problem.text.slice(problem.end, problem.end + 30).split("\n")[0]
  const shown = wrong.length > 60 ? `${wrong.slice(0, 60)}…` : wrong
  return make("span", { className: "slip-excerpt", dir: "auto" },
    before.length < 30 ? before : before.replace(/^\S*/, "…"),
    make("mark", { textContent: shown.trim() ? shown : "\u00a0" }),
    after.length < 30 ? after : after.replace(/\S*$/, "…"))
}

function makeIgnore(problem) {
  const box = make("details", { className: "slip-ignore" }, make("summary", { textContent: words.ignore }))
  box.append(makeButton(words.here, `${words.ignore}: ${words.here}`, () => ignore(problem, "article")))
  if ("mayHouse" in panel.dataset) box.append(makeButton(words.house, `${words.ignore}: ${words.house}`, () => ignore(problem, "house")))
  return box
}

async function ignore(problem, scope) {
  const answer = await ask(panel.dataset.ignore, { rule: problem.rule, words: problem.words, scope }).catch(() => null)
  if (!answer?.ok) return (status.textContent = words.failed)
  settle(problems.filter((one) => one.rule !== problem.rule || one.words !== problem.words))
  status.textContent = words.stood
}

function show(problem) {
  const place = texts[problem.field].place(problem)
  if (place) texts[problem.field].show(place)
  else check()
}

// All of one text is one step of its undo.
function mend(chosen) {
  for (const [name, text] of Object.entries(texts)) {
    const mine = chosen.filter((problem) => problem.field === name && problem.replacement !== null)
    const mendings = mine.map((problem) => [text.place(problem), problem.replacement]).filter(([place]) => place)
    if (mendings.length) text.replace(mendings)
  }
  problems = problems.filter((problem) => !chosen.includes(problem))
  draw(chosen.length > 1 ? `${words.mended} ${chosen.length}` : `${words.mended} ${chosen[0].message}`)
  clearTimeout(timer)
  timer = setTimeout(check, 150)
}

function showInList(problem) {
  limit = Math.max(limit, problems.indexOf(problem) + 1)
  if (list.children.length < problems.indexOf(problem) + 1) draw()
  const item = [...list.children].find((one) => one.problem === problem)
  if (!item) return
  item.scrollIntoView({ block: "nearest" })
  list.querySelectorAll(".slip-chosen").forEach((one) => one.classList.remove("slip-chosen"))
  item.classList.add("slip-chosen")
}

fixAll.addEventListener("click", () => mend(problems.filter((problem) => problem.safe)))

const focusItem = (item) => (item.querySelector(".slip-fix") || item.querySelector(".slip-place")).focus()

// Ctrl + . walks through the slips: the place is selected, and the mending has the focus.
let walked = -1
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === "Period" && problems.length) {
    event.preventDefault()
    walked = (walked + 1) % problems.length
    show(problems[walked])
    showInList(problems[walked])
    const item = [...list.children].find((one) => one.problem === problems[walked])
    item && focusItem(item)
  }
})
list.addEventListener("keydown", (event) => {
  const items = [...list.querySelectorAll(".slip-item")]
  const item = event.target.closest(".slip-item")
  if (event.key === "Escape" && item) return show(item.problem)
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || !item) return
  event.preventDefault()
  const next = items[items.indexOf(item) + step]
  if (next) focusItem(next)
})

form.elements.language.addEventListener("change", check)
form.addEventListener("change", (event) => { if (event.target.name?.startsWith("published_at")) checkSoon() })
check()
