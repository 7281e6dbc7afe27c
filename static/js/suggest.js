// Completes what one types into a search box. Without it the box works as it is.
const WAIT = 120;
const SHORTEST = 2;

function makeOption(list, index, { text, url, kind }) {
  const option = document.createElement("li");
  option.id = `${list.id}-${index}`;
  option.role = "option";
  option.dataset.url = url;
  const name = document.createElement("bdi");
  name.textContent = text;
  option.append(name);
  const label = list.dataset[kind];
  if (label) {
    const note = document.createElement("small");
    note.textContent = label;
    option.append(" ", note);
  }
  // Before the box loses the focus and the list with it.
  option.addEventListener("mousedown", (event) => {
    event.preventDefault();
    location.assign(url);
  });
  return option;
}

function complete(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-offers`;
  list.className = "offers";
  list.role = "listbox";
  list.hidden = true;
  Object.assign(list.dataset, { keyword: input.dataset.keyword, source: input.dataset.source });
  list.setAttribute("aria-label", input.dataset.offers);
  input.after(list);
  input.role = "combobox";
  input.autocomplete = "off";
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  let timer, asked;

  function show(offered) {
    list.replaceChildren(...offered.map((one, index) => makeOption(list, index, one)));
    list.hidden = !offered.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function choose(step) {
    const options = [...list.children];
    const at = options.findIndex((option) => option.ariaSelected === "true");
    const next = at < 0 && step < 0 ? options.length - 1 : at + step;
    options.forEach((option, index) => { option.ariaSelected = String(index === next); });
    if (options[next]) {
      input.setAttribute("aria-activedescendant", options[next].id);
      options[next].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const text = input.value.trim();
    asked = text;
    if (text.length < SHORTEST) return show([]);
    try {
      const response = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`);
      const { suggestions } = await response.json();
      if (asked === text && document.activeElement === input) show(suggestions);
    } catch {
      show([]);
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const chosen = list.querySelector("[aria-selected=true]");
    if (event.key === "Escape" && !list.hidden) show([]);
    else if (event.key === "ArrowDown" && !list.hidden) choose(1);
    else if (event.key === "ArrowUp" && !list.hidden) choose(-1);
    else if (event.key === "Enter" && chosen) location.assign(chosen.dataset.url);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("input[data-suggest]").forEach(complete);
