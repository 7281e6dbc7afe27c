// Show how far a run or an undo is; when it has ended, the whole page is read anew.
(() => {
  const place = document.getElementById("batch-progress")
  const PAUSE = 2000

  async function refresh() {
    try {
      const answer = await fetch(place.dataset.address, { redirect: "manual", cache: "no-store" })
      if (answer.ok) {
        const text = await answer.text()
        const page = new DOMParser().parseFromString(text, "text/html")
        if (!page.querySelector("[data-live]")) return window.location.reload()
        show(page)
      }
    } catch {
      // The network is away for a moment: the next time may do.
    }
    window.setTimeout(refresh, PAUSE)
  }

  // The bar and the text change in place, so that a screen reader hears the text and no more.
  function show(page) {
    const [oldBar, newBar] = [place, page].map((part) => part.querySelector("progress"))
    const [oldText, newText] = [place, page].map((part) => part.querySelector("p"))
    if (oldBar && newBar && newBar.hasAttribute("value")) {
      oldBar.max = newBar.max
      oldBar.value = newBar.value
    }
    if (oldText.textContent !== newText.textContent) oldText.replaceChildren(...newText.childNodes)
  }

  document.documentElement.classList.add("with-js")
  if (place.querySelector("[data-live]")) window.setTimeout(refresh, PAUSE)
})()
