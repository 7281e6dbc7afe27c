// Nothing here is needed to read: recent dates become relative, a link can be copied, what was read is kept.
const DAY = 86400;
const UNITS = [["day", DAY], ["hour", 3600], ["minute", 60]];

function tellElapsed(seconds) {
  const format = new Intl.RelativeTimeFormat(`ar-u-nu-${document.documentElement.dataset.numbers ?? "latn"}`, { numeric: "always" });
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ["minute", 60];
  return format.format(-Math.max(1, Math.floor(seconds / size)), unit);
}

function makeRelative(element) {
  const seconds = (Date.now() - Date.parse(element.dateTime)) / 1000;
  if (!(seconds >= 0 && seconds < 2 * DAY)) return;
  element.title = element.textContent.trim();
  element.textContent = tellElapsed(seconds);
}

function offerCopy(list) {
  const { label, done } = list.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("link[rel=canonical]").href);
    button.textContent = done;
  });
  const item = document.createElement("li");
  item.append(button);
  list.append(item);
}

// A picture of another host may be gone: its words stay, its frame goes.
function dropBroken(image) {
  image.closest(".has-picture")?.classList.remove("has-picture");
  (image.closest(".card-picture") ?? image).remove();
}

function watchPicture(image) {
  if (image.complete && !image.naturalWidth && image.loading !== "lazy") dropBroken(image);
  else image.addEventListener("error", () => dropBroken(image));
}

document.querySelectorAll("main img").forEach(watchPicture);
document.querySelectorAll(".meta time, .latest time, .links time").forEach(makeRelative);
if (navigator.clipboard) document.querySelectorAll("[data-label]").forEach(offerCopy);
// On a phone the open section may lie beyond the edge of the bar.
document.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
// A browser may forbid a page to keep anything.
addEventListener("load", () => navigator.serviceWorker?.register("/sw.js").catch(() => {}));
