// «Choose all» marks each copy of the story that may go; it is marked itself while all of them are.
(() => {
  const whole = document.querySelector("[data-whole]")
  const members = [...document.querySelectorAll("[name=members]:not(:disabled)")]

  function follow() {
    const chosen = members.filter((member) => member.checked).length
    whole.checked = chosen === members.length
    whole.indeterminate = chosen > 0 && !whole.checked
  }

  whole.addEventListener("change", () => members.forEach((member) => { member.checked = whole.checked }))
  for (const member of members) member.addEventListener("change", follow)
  follow()
})()
