// Keep the lists of the desk fresh without reloading: one small answer at a time, and none while nobody looks.
(() => {
  const place = document.getElementById("desk")
  const status = document.getElementById("desk-status")
  if (!place) return
  const PAUSE = 20_000
  // Who has not moved for so long is asked for less often; the longest pause after failures.
  const AWAY = 5 * 60_000
  const LONGEST = 5 * 60_000
  let pause = PAUSE
  let timer = 0
  let seen = Date.now()
  let isAsking = false

  function wait() {
    window.clearTimeout(timer)
    if (document.hidden) return
    const isAway = Date.now() - seen > AWAY
    timer = window.setTimeout(refresh, isAway ? Math.max(pause, 3 * PAUSE) : pause)
  }

  async function refresh() {
    if (isAsking || document.hidden) return
    isAsking = true
    try {
      const answer = await fetch(place.dataset.address, { redirect: "manual", cache: "no-store" })
      if (answer.type === "opaqueredirect") return say(status.dataset.signedOut)
      if (!answer.ok) throw new Error(String(answer.status))
      show(await answer.text())
      pause = PAUSE
      wait()
    } catch {
      pause = Math.min(pause * 2, LONGEST)
      say(status.dataset.offline)
      wait()
    } finally {
      isAsking = false
    }
  }

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text
  }

  const counts = (root) => new Map([...root.querySelectorAll("[data-list]")].map((tile) => [tile.dataset.list, tile]))

  // Only the parts that differ are changed, and what has the focus keeps it.
  function show(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").body
    const told = changed(counts(place), counts(fresh))
    const focus = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null
    const old = new Map([...place.children].map((part) => [part.id, part]))
    const parts = [...fresh.children].map((part) => {
      const before = old.get(part.id)
      return before && before.outerHTML === part.outerHTML ? before : document.adoptNode(part)
    })
    if (parts.length !== place.children.length || parts.some((part, number) => part !== place.children[number])) {
      place.replaceChildren(...parts)
      if (focus && !place.contains(document.activeElement)) place.querySelector(`[href="${CSS.escape(focus)}"]`)?.focus()
    }
    say(told)
  }

  // What is said aloud is short: the lists whose numbers are others now.
  function changed(before, after) {
    const told = [...after].filter(([name, tile]) => before.get(name)?.dataset.count !== tile.dataset.count)
    return told.map(([, tile]) => tile.textContent.replace(/\s+/g, " ").trim()).join("، ")
  }

  for (const kind of ["pointerdown", "keydown", "focus"]) {
    window.addEventListener(kind, () => (seen = Date.now()), { passive: true })
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? window.clearTimeout(timer) : refresh()))
  wait()
})()
