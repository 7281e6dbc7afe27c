// Passwords as they are typed: each can be shown, and a new one is told how strong it is. Nothing is sent or kept.
(() => {
  const { show } = document.currentScript.dataset
  // Which kinds of signs there are, and how many of each one would have to try.
  const POOLS = [[/\p{Ll}/u, 26], [/\p{Lu}/u, 26], [/\p{Lo}/u, 36], [/\p{Nd}/u, 10], [/[^\p{L}\p{Nd}]/u, 33]]
  const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"]
  // Bits, by half of what as many signs drawn by lot would have: people choose words.
  const FAIR = 30, STRONG = 50, FEW_SIGNS = 3

  const isOfRow = (pair) => ROWS.some((row) => row.includes(pair) || row.includes([...pair].reverse().join("")))

  // Signs that do not go on from the one before, as in 1234, aaaa and qwerty, or say a pair again, as in abab.
  function countFresh(signs) {
    const said = new Set()
    return signs.filter((sign, at) => {
      const pair = (signs[at - 1] ?? "") + sign
      const step = at ? sign.codePointAt(0) - signs[at - 1].codePointAt(0) : 9
      const isOld = Math.abs(step) <= 1 || said.has(pair) || (at && isOfRow(pair))
      said.add(pair)
      return !isOld
    }).length
  }

  const bitsOf = (text) => {
    const pool = POOLS.reduce((sum, [kind, size]) => sum + (kind.test(text) ? size : 0), 0)
    return pool ? (countFresh([...text.toLowerCase()]) * Math.log2(pool)) / 2 : 0
  }

  function judge(text, least) {
    if ([...text].length < least) return "short"
    const bits = bitsOf(text)
    if (bits < FAIR || new Set(text).size <= FEW_SIGNS || /^\p{Nd}+$/u.test(text)) return "weak"
    return bits < STRONG ? "fair" : "strong"
  }

  function addMeter(field) {
    const { least, words } = JSON.parse(field.dataset.strength)
    const shown = Object.assign(document.createElement("div"), { className: "help strength", id: `${field.id}-strength`, hidden: true })
    const bar = Object.assign(document.createElement("span"), { className: "strength-bar" })
    bar.append(document.createElement("span"))
    bar.setAttribute("aria-hidden", "true")
    const text = document.createElement("span")
    shown.setAttribute("aria-live", "polite")
    shown.append(bar, text)
    ;(field.closest(".flex-container") ?? field.parentNode.querySelector(".reveal") ?? field).after(shown)
    const described = [field.getAttribute("aria-describedby"), shown.id].filter(Boolean).join(" ")
    field.setAttribute("aria-describedby", described)
    field.addEventListener("input", () => {
      const level = judge(field.value, least)
      shown.hidden = !field.value
      shown.dataset.level = level
      // Said once for each change: a screen reader would speak into every letter.
      if (text.textContent !== words[level]) text.textContent = words[level]
    })
  }

  function addReveal(field) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "reveal", textContent: show })
    button.setAttribute("aria-pressed", "false")
    button.setAttribute("aria-controls", field.id)
    button.addEventListener("click", () => {
      const isShown = field.type === "text"
      field.type = isShown ? "password" : "text"
      button.setAttribute("aria-pressed", String(!isShown))
    })
    // What is sent is never left to be read, nor offered as a word that was typed here before.
    field.form?.addEventListener("submit", () => { field.type = "password" })
    field.after(button)
  }

  document.querySelectorAll("input[type=password]").forEach(addReveal)
  document.querySelectorAll("[data-strength]").forEach(addMeter)
})()
