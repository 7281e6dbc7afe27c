// Cards of other services: a link with a caption, from the addresses of a list; nothing is loaded from there.
import * as prose from "django-prose-editor/editor"
import { askFrom } from "desk/dialog"

function isListed(address, services) {
  try {
    const { protocol, hostname } = new URL(address)
    return protocol === "https:" && Object.values(services).flat().some((host) => hostname === host || hostname.endsWith(`.${host}`))
  } catch {
    return false
  }
}

const completed = (address) => {
  const whole = /^[a-z]+:/i.test(address) ? address : `https://${address}`
  return whole.replace(/^http:/i, "https:")
}

export const Embed = prose.Node.create({
  name: "embed",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes() {
    return {
      href: { parseHTML: (figure) => figure.querySelector("a")?.getAttribute("href") || "", renderHTML: () => ({}) },
      caption: { default: "", parseHTML: (figure) => figure.querySelector("figcaption")?.textContent || "", renderHTML: () => ({}) },
    }
  },
  // Before the figure of a picture, which would take it for one of its own.
  parseHTML: () => [{ tag: "figure[data-kind=embed]", priority: 100 }],
  renderHTML({ node: { attrs: { href, caption } } }) {
    const link = ["a", { href }, href]
    return ["figure", { "data-kind": "embed" }, link, ...(caption ? [["figcaption", {}, caption]] : [])]
  },
})

export async function openEmbedDialog(editor, { words, services }) {
  const present = editor.isActive("embed") ? editor.getAttributes("embed") : {}
  const values = await askFrom(editor, words, {
    title: words.Embed,
    status: `${words["Services that may be embedded"]} ${Object.keys(services).map((name) => `\u2068${name}\u2069`).join("، ")}`,
    fields: [
      { name: "href", label: words["Address of the post"], kind: "url", value: present.href },
      { name: "caption", label: words.Caption, value: present.caption },
    ],
    check: ({ href }) => (isListed(completed(href), services) ? "" : words["Service not listed"]),
    wrong: "href",
  })
  if (!values) return
  const attrs = { href: new URL(completed(values.href)).href, caption: values.caption }
  if (editor.isActive("embed")) return editor.chain().focus().updateAttributes("embed", attrs).run()
  editor.chain().focus().insertContent([{ type: "embed", attrs }, { type: "paragraph" }]).run()
}
