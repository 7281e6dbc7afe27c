// Pictures chosen or dropped are sent one after the other; each tells what became of it.
(() => {
  const form = document.getElementById("upload-form")
  const words = form.dataset
  const input = form.elements.files
  const part = (name) => document.getElementById(`upload-${name}`)
  const ids = []
  let queue = Promise.resolve()
  let unsent = 0

  function line(file) {
    const item = document.createElement("li")
    const name = document.createElement("bdi")
    const said = document.createElement("span")
    name.textContent = file.name
    said.textContent = words.sending
    item.append(name, " ", said)
    part("list").append(item)
    return item
  }

  function tell(item, state, text) {
    item.className = `upload-${state}`
    item.lastChild.textContent = text
    part("said").textContent = `${item.firstChild.textContent}: ${text}`
  }

  async function send(file, item) {
    if (file.size > Number(words.most)) return tell(item, "failed", words.tooLarge)
    const data = new FormData()
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    data.set("files", file)
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: data, redirect: "manual", headers: { Accept: "application/json" } })
      if (answer.type === "opaqueredirect" || answer.status === 403) return tell(item, "failed", words.signedOut)
      if (!answer.ok) return tell(item, "failed", words.offline)
      show(item, (await answer.json()).files[0])
    } catch {
      tell(item, "failed", words.offline)
    }
  }

  function show(item, found) {
    tell(item, found.state, found.text)
    if (!found.id) return
    if (found.picture) {
      const image = document.createElement("img")
      image.src = found.picture
      image.alt = ""
      item.prepend(image)
    }
    if (!ids.includes(found.id)) ids.push(found.id)
    part("next").href = `${words.describe}?ids=${ids.join(",")}`
    part("next").hidden = false
  }

  function take(files) {
    for (const file of files) {
      const item = line(file)
      unsent += 1
      queue = queue.then(() => send(file, item)).finally(() => (unsent -= 1))
    }
  }

  window.addEventListener("beforeunload", (event) => unsent && event.preventDefault())
  input.addEventListener("change", () => {
    take([...input.files])
    input.value = ""
  })
  const zone = form.querySelector(".drop-zone")
  for (const name of ["dragover", "dragleave", "drop"])
    document.addEventListener(name, (event) => {
      event.preventDefault()
      zone.classList.toggle("is-over", name === "dragover")
      if (name === "drop") take([...event.dataTransfer.files])
    })
})()
