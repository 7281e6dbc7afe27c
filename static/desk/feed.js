// While a feed waits for its turn the page asks how it fares; what a person has typed stays as it is.
(() => {
  const PAUSE = 2000
  const PARTS = [".feed-acts", ".field-health", ".field-history", ".field-counts", ".field-moved"]

  async function refresh() {
    try {
      const answer = await fetch(window.location.href, { redirect: "manual", cache: "no-store" })
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html")
        for (const name of PARTS) document.querySelector(name)?.replaceChildren(...page.querySelector(name).childNodes)
        if (!page.querySelector("[data-waiting]")) return tell()
      }
    } catch {
      // The network is away for a moment: the next time may do.
    }
    window.setTimeout(refresh, PAUSE)
  }

  function tell() {
    document.getElementById("feed-said").textContent = document.querySelector(".field-health .readonly").innerText
  }

  if (document.querySelector("[data-waiting]")) window.setTimeout(refresh, PAUSE)
})()
