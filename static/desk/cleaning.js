// What is pasted from Word, Google Docs, PDF files and pages becomes plain paragraphs, headings, lists and links.
// articles/clipboard.py does the same for what reaches the server without scripts: change both, the tests hold them together.
const DROPPED = "script, style, meta, link, title, xml, noscript, template, svg, iframe, object, embed, video, audio, button, input, select, textarea, nav"
const HEADINGS = { H1: "h2", H5: "h4", H6: "h4" }
const WORD_CLASSES = [[/\bMso(Title|Subtitle)\b/, "h2"], [/\bMso(Intense)?Quote\b/, "blockquote"]]
const BLOCK = "p, h1, h2, h3, h4, h5, h6, li, td, th, div, blockquote, pre, dt, dd"
const FORMS = /[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdef\ufe70-\ufefc]+/g
const ISOLATED_MARK = /[ \u0640](?=\p{Mn})/gu
const JUNK = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb]/g
const SPACES = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+/g
const ENDS = /[.!?؟:؛…»”"]$/
const NUMBERED = /^[\s(]*[\p{L}\p{N}]{1,4}\s*[.)\-–]/u
let left = 0

// The server mends the rest on saving, by newsroom.arabic.
export function repair(text) {
  const composed = text.replace(FORMS, (run) => run.normalize("NFKC").replace(ISOLATED_MARK, ""))
  return composed.replace(JUNK, "").replace(SPACES, " ").normalize("NFC")
}

// A text that a PDF file broke at the width of its page has long lines that end within a sentence.
export function joinLines(lines) {
  const longest = Math.max(0, ...lines.map((line) => [...line].length))
  if (lines.length < 3 || longest < 40 || longest > 160) return lines
  const runsOn = (line) => {
    const length = [...line].length
    return length >= 0.85 * longest || (length >= 0.7 * longest && !ENDS.test(line))
  }
  if (lines.slice(0, -1).filter((line) => runsOn(line) && !ENDS.test(line)).length * 2 < lines.length - 1) return lines
  const joined = []
  let open = false
  for (const line of lines) {
    if (open) joined.push(`${joined.pop()} ${line}`)
    else joined.push(line)
    open = runsOn(line)
  }
  return joined
}

const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean)

export function cleanText(text) {
  const pieces = repair(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")).split(/\n[ ]*\n/)
  return pieces.flatMap((piece) => joinLines(linesOf(piece))).join("\n\n")
}

const styleOf = (element) => (element.getAttribute("data-style") || "").toLowerCase()
// The policy of the page forbids inline styles and handlers, and a parser would try them: they are read under another name.
const withoutStyles = (html) => html.replace(/<style\b.*?<\/style\s*>/gis, "").replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)(?=\s*=)/gi, " data-$1"))
const unwrap = (element) => element.replaceWith(...element.childNodes)

function rename(element, name) {
  const made = element.ownerDocument.createElement(name)
  made.append(...element.childNodes)
  element.replaceWith(made)
  return made
}

// Word writes a list as paragraphs that begin with their mark.
function buildWordLists(root) {
  for (const item of [...root.querySelectorAll("[data-style*='mso-list']")]) {
    const level = /mso-list\s*:[^;]*\blevel(\d)/i.exec(styleOf(item))
    if (level && item.matches("p, h1, h2, h3, h4, h5, h6")) takeItem(item, Number(level[1]))
  }
  root.querySelectorAll("[data-depth]").forEach((list) => list.removeAttribute("data-depth"))
}

function takeItem(item, level) {
  const mark = [...item.querySelectorAll("span")].find((span) => /mso-list\s*:\s*ignore/i.test(styleOf(span)))
  const kind = mark && NUMBERED.test(mark.textContent.trim()) ? "ol" : "ul"
  mark?.remove()
  const entry = item.ownerDocument.createElement("li")
  entry.append(...item.childNodes)
  listFor(item, level, kind).append(entry)
  item.remove()
}

function listFor(item, level, kind) {
  let list = item.previousElementSibling
  if (!list?.hasAttribute("data-depth")) list = null
  while (list && Number(list.dataset.depth) < level && list.lastElementChild?.lastElementChild?.hasAttribute("data-depth")) list = list.lastElementChild.lastElementChild
  if (list && Number(list.dataset.depth) === level && list.localName === kind) return list
  const made = item.ownerDocument.createElement(kind)
  made.dataset.depth = level
  if (list && Number(list.dataset.depth) < level) list.lastElementChild.append(made)
  else item.before(made)
  return made
}

const MARKS = [
  ["strong", (style) => /font-weight\s*:\s*(bold|[6-9]00)/.test(style)],
  ["em", (style) => /font-style\s*:\s*italic/.test(style)],
  ["u", (style) => /text-decoration[^;]*:[^;]*underline/.test(style)],
]

// Google Docs and Pages say bold and italic by style; a heading and a link are so by nature.
function takeMarks(span) {
  const style = styleOf(span)
  const names = MARKS.filter(([name, has]) => has(style) && !(name === "u" && (span.closest("a") || span.querySelector("a"))))
  if (!names.length || !span.textContent.trim() || span.closest("h1, h2, h3, h4, h5, h6") || span.querySelector(BLOCK)) return unwrap(span)
  for (const [name] of names) {
    const made = span.ownerDocument.createElement(name)
    made.append(...span.childNodes)
    span.append(made)
  }
  unwrap(span)
}

function takeLink(link) {
  const given = link.getAttribute("href") || ""
  let href = given
  try {
    const address = new URL(given)
    if (/^(www\.)?google\.[a-z.]+$/.test(address.hostname) && address.pathname === "/url") href = address.searchParams.get("q") || given
  } catch { /* Not an address of the web. */ }
  if (!/^(https?:|mailto:|tel:|\/(?!\/))/i.test(href)) return unwrap(link)
  for (const name of link.getAttributeNames()) link.removeAttribute(name)
  link.setAttribute("href", href)
}

function isLayout(table) {
  const rows = [...table.rows]
  return rows.every((row) => row.cells.length <= 1) || rows.some((row) => [...row.cells].some((cell) => cell.textContent.trim().length > 300))
}

function openTable(table) {
  const blocks = [...table.rows].flatMap((row) => [...row.cells]).map((cell) => {
    const block = table.ownerDocument.createElement("div")
    block.append(...cell.childNodes)
    return block
  })
  table.replaceWith(...blocks)
}

// Two breaks in a row part paragraphs, and lines of a PDF file run on.
function partAtBreaks(block) {
  if (!block.querySelector("br") || block.querySelector(BLOCK)) return
  const parts = block.innerHTML.split(/(?:\s*<br[^>]*>\s*){2,}/i).map((part) => {
    const lines = part.split(/<br[^>]*>/i).map((line) => line.trim()).filter(Boolean)
    const joined = lines.some((line) => line.includes("<")) ? lines : joinLines(lines)
    return joined.length < lines.length ? joined.join("</p><p>") : joined.join("<br>")
  }).filter(Boolean)
  if (block.matches("p, div") && (parts.length > 1 || parts.join().includes("</p><p>"))) block.outerHTML = `<p>${parts.join("</p><p>")}</p>`
  else block.innerHTML = parts.join("<br>")
}

function repairTexts(root) {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT)
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  for (const node of found) {
    if (node.nodeType === Node.COMMENT_NODE) node.remove()
    else node.data = repair(node.data.replace(/[\r\n\t]+/g, " "))
  }
}

function dropEmpty(root) {
  for (const block of [...root.querySelectorAll("p, h2, h3, h4, li, blockquote, ul, ol")].reverse()) {
    if (!block.textContent.trim()) block.remove()
  }
}

// Text between blocks is a paragraph, as a browser shows it; a break there is nothing.
function wrapLoose(root) {
  let paragraph = null
  for (const node of [...root.childNodes]) {
    const isBlock = node.nodeType === Node.ELEMENT_NODE && (node.matches(`${BLOCK}, ul, ol, table, hr, section, article, figure`) || node.querySelector(BLOCK))
    if (isBlock) paragraph = null
    else if (paragraph || node.textContent.trim()) {
      if (!paragraph) node.before((paragraph = root.ownerDocument.createElement("p")))
      paragraph.append(node)
    } else node.remove()
  }
}

export function cleanHTML(html) {
  left = 0
  // What was copied in the editor itself is clean.
  if (html.includes("data-pm-slice")) return html
  const root = new DOMParser().parseFromString(withoutStyles(html), "text/html").body
  repairTexts(root)
  root.querySelectorAll(DROPPED).forEach((element) => element.remove())
  root.querySelectorAll("b[id^='docs-internal-guid']").forEach(unwrap)
  buildWordLists(root)
  for (const element of root.querySelectorAll("p[class]")) {
    const name = WORD_CLASSES.find(([pattern]) => pattern.test(element.className))?.[1]
    if (name) rename(element, name)
  }
  for (const [from, to] of Object.entries(HEADINGS)) root.querySelectorAll(from).forEach((element) => rename(element, to))
  root.querySelectorAll("img, picture").forEach((picture) => {
    left += picture.localName === "img" ? 1 : 0
    if (picture.localName === "img") picture.remove()
  })
  root.querySelectorAll("figcaption").forEach((caption) => rename(caption, "p"))
  root.querySelectorAll("figure").forEach(unwrap)
  ;[...root.querySelectorAll("table")].filter(isLayout).forEach(openTable)
  ;[...root.querySelectorAll("a")].forEach(takeLink)
  ;[...root.querySelectorAll("span, font")].reverse().forEach(takeMarks)
  root.querySelectorAll("h2 :is(b, strong), h3 :is(b, strong), h4 :is(b, strong)").forEach(unwrap)
  ;[...root.getElementsByTagName("*")].filter((element) => element.localName.includes(":")).forEach(unwrap)
  for (const element of root.querySelectorAll("*")) {
    for (const name of element.getAttributeNames()) if (!["href", "colspan", "rowspan", "start"].includes(name)) element.removeAttribute(name)
  }
  wrapLoose(root)
  root.normalize()
  ;[...root.querySelectorAll(BLOCK)].forEach(partAtBreaks)
  dropEmpty(root)
  return root.innerHTML
}

// How many pictures the last paste came with: they are taken from the library, with their credit.
export const picturesLeft = () => left
