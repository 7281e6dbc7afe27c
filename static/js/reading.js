// Nothing here is needed to read: a text can be made larger, and heard where the browser has a voice for it;
// and the newsroom learns that it was read, not by whom.
const SIZES = [0, 1, 2, 3];
const KEEP = "text-size";
// What is said of a reading that was stopped; another may have begun since.
const CUT_OFF = ["canceled", "interrupted"];
const root = document.documentElement;
const tools = document.querySelector(".tools");
const article = document.querySelector(".article");

// A browser may forbid a page to keep anything.
function kept() {
  try {
    const size = Number(localStorage.getItem(KEEP));
    return SIZES.includes(size) ? size : 0;
  } catch {
    return 0;
  }
}

function keep(size) {
  try {
    if (size) localStorage.setItem(KEEP, size);
    else localStorage.removeItem(KEEP);
  } catch {}
}

function addButton(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  tools.append(button);
  return button;
}

function offerSizes() {
  const smaller = addButton(tools.dataset.smaller);
  const larger = addButton(tools.dataset.larger);
  let size = kept();
  const show = () => {
    if (size) root.dataset.textSize = size;
    else delete root.dataset.textSize;
    // aria-disabled, for a button that is disabled under a finger or the caret loses it.
    smaller.setAttribute("aria-disabled", size === SIZES[0]);
    larger.setAttribute("aria-disabled", size === SIZES.at(-1));
  };
  const change = (step) => () => {
    size = Math.min(Math.max(size + step, SIZES[0]), SIZES.at(-1));
    keep(size);
    show();
  };
  smaller.addEventListener("click", change(-1));
  larger.addEventListener("click", change(1));
  show();
}

function findVoice() {
  const [language] = article.lang.toLowerCase().split("-");
  return speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
}

// Browsers fall silent in the middle of a long utterance, so each block is one of its own.
function readAloud(voice, onEnd) {
  const blocks = article.querySelectorAll("h1, .standfirst, .body > *");
  const texts = [...blocks].map((block) => block.innerText.trim()).filter(Boolean);
  texts.forEach((text, index) => {
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.onerror = onEnd;
    if (index === texts.length - 1) utterance.onend = onEnd;
    speechSynthesis.speak(utterance);
  });
}

function offerListening() {
  const voice = findVoice();
  if (!voice) return;
  speechSynthesis.removeEventListener("voiceschanged", offerListening);
  const button = addButton(tools.dataset.listen);
  let isReading = false;
  const tell = (reading) => {
    isReading = reading;
    button.textContent = reading ? tools.dataset.stop : tools.dataset.listen;
  };
  const end = () => {
    speechSynthesis.cancel();
    tell(false);
  };
  button.addEventListener("click", () => {
    const wasReading = isReading;
    speechSynthesis.cancel();
    tell(!wasReading);
    if (!wasReading) readAloud(voice, ({ error }) => CUT_OFF.includes(error) || end());
  });
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}

const READ_SECONDS = 8;

// Once, when the text was in view so long; what a robot drives says nothing.
function tellRead(address) {
  let seen = 0;
  const timer = setInterval(() => {
    if (document.hidden || ++seen < READ_SECONDS) return;
    clearInterval(timer);
    fetch(address, { method: "POST", keepalive: true, credentials: "omit" }).catch(() => {});
  }, 1000);
}

const { read } = document.querySelector("[data-read]")?.dataset ?? {};
if (read && !navigator.webdriver) tellRead(read);
if (tools && article) {
  offerSizes();
  if ("speechSynthesis" in window) {
    speechSynthesis.addEventListener("voiceschanged", offerListening);
    offerListening();
  }
}
