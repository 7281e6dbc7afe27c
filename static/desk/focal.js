// The point of a picture that stays in view when it is cut: by a click on it, or by arrow keys; the numbers follow.
(() => {
  const STEP = 0.02
  const image = document.querySelector("img[data-focal]")
  const fields = { x: document.getElementById("id_focal_x"), y: document.getElementById("id_focal_y") }
  if (!image || !fields.x || !fields.y) return
  const frame = document.createElement("span")
  const mark = document.createElement("button")
  frame.className = "focal-frame"
  mark.type = "button"
  mark.className = "focal-mark"
  mark.setAttribute("aria-label", image.dataset.focal)
  image.replaceWith(frame)
  frame.append(image, mark)

  const read = (axis) => Math.min(1, Math.max(0, Number(fields[axis].value) || 0))
  function draw() {
    // The style object is not an inline style: the policy of the site allows it.
    mark.style.insetInlineStart = `${100 * (getComputedStyle(frame).direction === "rtl" ? 1 - read("x") : read("x"))}%`
    mark.style.insetBlockStart = `${100 * read("y")}%`
  }
  function put(x, y) {
    fields.x.value = Math.min(1, Math.max(0, x)).toFixed(2)
    fields.y.value = Math.min(1, Math.max(0, y)).toFixed(2)
    draw()
  }
  frame.addEventListener("click", (event) => {
    if (event.target === mark) return
    const box = image.getBoundingClientRect()
    put((event.clientX - box.x) / box.width, (event.clientY - box.y) / box.height)
  })
  const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }
  mark.addEventListener("keydown", (event) => {
    const [x, y] = moves[event.key] ?? []
    if (x === undefined) return
    event.preventDefault()
    put(read("x") + x, read("y") + y)
  })
  for (const field of Object.values(fields)) field.addEventListener("input", draw)
  draw()
})()
