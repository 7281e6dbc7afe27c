// Show the publications of the chosen day, and what clashes, as the choice changes.
(() => {
  const place = document.getElementById("day")
  const [day, clock] = ["at_0", "at_1"].map((name) => document.querySelector(`[name=${name}]`))
  let asked = 0

  async function refresh() {
    const mine = ++asked
    const given = new URLSearchParams({ date: day.value, time: clock.value })
    try {
      const answer = await fetch(`${place.dataset.address}?${given}`, { redirect: "manual", cache: "no-store" })
      // An answer that is overtaken by a later choice is not shown.
      if (answer.ok && mine === asked) place.innerHTML = await answer.text()
    } catch {
      // The network is away: the list of before stays, and the form works without it.
    }
  }

  for (const field of [day, clock]) field.addEventListener("change", refresh)
})()
