// Counts of letters and words as newsroom.arabic counts them, said with the number agreeing.
const plural = new Intl.PluralRules(document.documentElement.lang || "ar")
const ARABIC = "(?:(?=\\p{Script=Arabic})\\p{L})"
const JOINED = "[\\p{Mn}\\p{Cf}\\u0640]"
const OTHER = `(?:(?!${ARABIC}|\\u0640)[\\p{L}\\p{N}])`
const WORD = new RegExp(`${ARABIC}(?:${JOINED}*${ARABIC})*[\\p{Mn}\\u0640]*|${OTHER}(?:${OTHER}|[\\u0300-\\u036f])*`, "gu")
const UNSEEN = /[\p{Mn}\p{Cf}\u0640]/gu
const WORDS_PER_MINUTE = 180

export const countWords = (text) => (text.match(WORD) || []).length
export const countMinutes = (words) => Math.max(1, Math.round(words / WORDS_PER_MINUTE))
export const say = (number, forms) => (forms[plural.select(number)] ?? forms.other).replace("#", number)

// Marks, tatweel and invisible characters take no room of a line.
const isSeen = (char) => !char.match(UNSEEN)
const countLetters = (text) => [...text.trim().replace(/\s+/g, " ")].filter(isSeen).length

function cut(text, most) {
  let room = most
  const kept = [...text.trim().replace(/\s+/g, " ")].filter((char) => !isSeen(char) || room-- > 0).join("")
  return `${kept.slice(0, kept.lastIndexOf(" ") + 1 || kept.length).trim()}…`
}

function judge(length, guide) {
  if (!length) return "none"
  if (length < guide.least) return "short"
  if (length <= guide.search) return "good"
  return length <= guide.most ? "long" : "over"
}

function makeGuide(field) {
  const guide = JSON.parse(field.dataset.guide)
  const help = document.getElementById(`${field.id}_helptext`)
  const shown = Object.assign(document.createElement("p"), { className: "length-guide", id: `${field.id}-length` })
  const bar = Object.assign(document.createElement("span"), { className: "length-bar" })
  const fill = document.createElement("span")
  bar.setAttribute("aria-hidden", "true")
  bar.append(fill)
  const text = document.createElement("span")
  shown.append(bar, text)
  field.after(shown)
  field.setAttribute("aria-describedby", [shown.id, help?.id].filter(Boolean).join(" "))

  function tell() {
    const length = countLetters(field.value)
    const level = judge(length, guide)
    shown.dataset.level = level
    // The policy of the page knows no inline style, and the object model is none.
    fill.style.inlineSize = `${Math.min(100, (100 * length) / guide.most)}%`
    text.textContent = [say(length, guide.words.letters), guide.words[level]].filter(Boolean).join(" · ")
    if (level === "long" || level === "over") text.append(" ", Object.assign(document.createElement("bdi"), { textContent: cut(field.value, guide.search) }))
    if (help) help.hidden = level === "good"
  }
  field.addEventListener("input", tell)
  tell()
}

document.querySelectorAll("[data-guide]").forEach(makeGuide)
