// Drafts were made of the text that this browser kept.
try {
  localStorage.removeItem(document.querySelector("[data-keep]").dataset.keep)
} catch {}
