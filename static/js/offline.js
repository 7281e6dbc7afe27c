// Lists what the worker keeps, the last read first.
const TITLE = /<meta property="og:title" content="([^"]*)">/;
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
const section = document.querySelector("[data-kept]");

// As templates escape: these five and no others.
function unescape(text) {
  return text.replace(/&(amp|lt|gt|quot|#x27);/g, (_whole, name) => SIGNS[name]);
}

async function addLink(response, url) {
  const [, title] = TITLE.exec(await response.text()) ?? [];
  if (!title) return;
  const item = document.createElement("li");
  const link = document.createElement("a");
  const name = document.createElement("bdi");
  link.href = new URL(url).pathname;
  name.textContent = unescape(title);
  link.append(name);
  item.append(link);
  section.querySelector("ul").append(item);
  section.hidden = false;
}

async function list() {
  for (const name of (await caches.keys()).filter((one) => one.startsWith("pages-"))) {
    const pages = await caches.open(name);
    for (const request of (await pages.keys()).reverse()) {
      await addLink(await pages.match(request, { ignoreVary: true }), request.url);
    }
  }
}

if ("caches" in window) list();
