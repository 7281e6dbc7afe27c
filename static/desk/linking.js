// Links: to our own articles by search, kept by identity so that no change of headline breaks them, or to an address.
import { askFrom } from "desk/dialog"

const REFERENCE = "/articles/by-external-id/"
const ALLOWED = /^(https?:\/\/[^\s/]|mailto:\S|tel:\S|\/(?!\/)\S*$)/i
const BARE_HOST = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(\/\S*)?$/u

// «marsa.example/1» → «https://marsa.example/1»
const completed = (address) => (BARE_HOST.test(address) ? `https://${address}` : address)

// The search field of a link to an article of ours begins with its headline, unless one types already.
async function showHeadline(address, articles, { search }) {
  const answer = await fetch(`${articles}?href=${encodeURIComponent(address)}`, { headers: { Accept: "application/json" }, redirect: "error" })
  const [found] = answer.ok ? (await answer.json()).results : []
  if (!found || search.value) return
  search.value = found.value
  search.select()
}

export async function openLinkDialog(editor, { words, articles }) {
  // The browser tells of a selection a moment late: a key that widened it just before would be left out.
  editor.view.domObserver.flush()
  const present = editor.getAttributes("link").href || ""
  let picked = null
  const values = await askFrom(editor, words, {
    title: words.Link,
    status: present.startsWith(REFERENCE) ? words["Link to an article of ours"] : "",
    fields: [
      {
        name: "search", label: words["Search our articles"], kind: "search", search: articles,
        pick(result, fields, status) {
          picked = result
          fields.search.value = result.value
          fields.href.value = result.href
          status.textContent = [words["Link to an article of ours"], result.note].filter(Boolean).join(" ")
        },
      },
      { name: "href", label: words.URL, kind: "url", value: present },
    ],
    check: ({ href }) => (ALLOWED.test(completed(href)) ? "" : words["No such address"]),
    ready: (fields) => present.startsWith(REFERENCE) && showHeadline(present, articles, fields).catch(() => {}),
  })
  if (values) setLink(editor, completed(values.href), picked)
}

// Where nothing is selected, the headline of the article becomes the text of the link.
function setLink(editor, href, picked) {
  const chain = editor.chain().focus().extendMarkRange("link")
  if (editor.isActive("link") || !editor.state.selection.empty) return chain.setLink({ href }).run()
  const text = picked?.href === href ? picked.value : href
  return chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] }).unsetMark("link").run()
}
