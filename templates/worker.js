// Keeps the last articles that were read, for when there is no network. Pages always come from the network
// where there is one; a copy that it calls gone is dropped, and so are those that are no longer public.
const TOLD = {{ told|safe }};
const FILES = `files-${TOLD.build}`;
const PAGES = `pages-${TOLD.build}`;
const ARTICLE = /^\/articles\/(\d+)\/[^/]+\/$/;
const GONE = [404, 410];
const CHECK_EVERY = 60_000;
let checkedAt = 0;

function isArticle(address) {
  return ARTICLE.test(new URL(address, location.origin).pathname);
}

async function keep(path, response) {
  const pages = await caches.open(PAGES);
  // Put last: the oldest reading goes first.
  await pages.delete(path);
  await pages.put(path, response);
  const kept = await pages.keys();
  await Promise.all(kept.slice(0, -TOLD.most).map((request) => pages.delete(request)));
}

async function drop(path) {
  await (await caches.open(PAGES)).delete(path);
}

// What the network says of an article decides over its copy; an error of the server says nothing.
async function follow(path, response) {
  if (response.ok) await keep(path, response);
  else if (GONE.includes(response.status) || response.type === "opaqueredirect") await drop(path);
}

async function dropWithdrawn() {
  if (Date.now() - checkedAt < CHECK_EVERY) return;
  checkedAt = Date.now();
  const pages = await caches.open(PAGES);
  const paths = (await pages.keys()).map((request) => new URL(request.url).pathname);
  if (!paths.length) return;
  const numbers = paths.map((path) => ARTICLE.exec(path)[1]);
  const answer = await fetch(`${TOLD.public}?ids=${numbers}`, { cache: "no-store" });
  if (!answer.ok) return;
  const { articles } = await answer.json();
  await Promise.all(paths.filter((path, index) => !(numbers[index] in articles)).map(drop));
}

// The articles of an earlier build, with its files, and those that are open now, are fetched anew.
async function takeOver() {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-") && name !== PAGES);
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const addresses = [...kept.flat(), ...open].map(({ url }) => url).filter(isArticle);
  for (const path of new Set(addresses.map((address) => new URL(address).pathname))) {
    try {
      const response = await fetch(path, { redirect: "manual" });
      await follow(path, response);
    } catch {}
  }
}

async function install() {
  const files = await caches.open(FILES);
  await files.addAll(TOLD.core.map((path) => new Request(path, { cache: "reload" })));
  await takeOver();
  await skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![FILES, PAGES].includes(name)).map((name) => caches.delete(name)));
  await clients.claim();
}

async function visit(event, path) {
  try {
    const response = await fetch(event.request);
    const copy = isArticle(path) ? response.clone() : null;
    event.waitUntil((async () => {
      if (copy) await follow(path, copy);
      await dropWithdrawn();
    })().catch(() => {}));
    return response;
  } catch {
    checkedAt = 0; // what was withdrawn meanwhile goes with the next answer of the network
    const pages = await caches.open(PAGES);
    const files = await caches.open(FILES);
    return (await pages.match(path, { ignoreVary: true })) ?? files.match(TOLD.offline, { ignoreVary: true });
  }
}

async function fetchFile(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await (await caches.open(FILES)).match(request, { ignoreVary: true });
    if (!found) throw error;
    return found;
  }
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || pathname.startsWith("/admin/")) return;
  if (request.mode === "navigate") event.respondWith(visit(event, pathname));
  else if (TOLD.core.includes(pathname)) event.respondWith(fetchFile(request));
});
