"""Read a page of the desk as a browser would: its form, and what one would send back."""

import html5lib
from django.urls import reverse

NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def address(name, *args):
    return reverse(f"admin:articles_article_{name}", args=args)


def parse(response):
    return html5lib.parse(response.content.decode())


def find_all(tree, *tags):
    return [element for element in tree.iter() if element.tag in {NAMESPACE + tag for tag in tags}]


def form_fields(response, form_id="article-form"):
    """Return the names and values that an untouched form would send."""
    form = next(f for f in find_all(parse(response), "form") if f.get("id") == form_id)
    fields = {}
    for element in find_all(form, "input", "textarea", "select"):
        name = element.get("name")
        if not name or "__prefix__" in name or element.get("type") in ("file", "checkbox", "submit"):
            continue
        fields[name] = _value(element)
    return fields


def _value(element):
    if element.tag == NAMESPACE + "select":
        chosen = [o for o in find_all(element, "option") if o.get("selected") is not None]
        return chosen[0].get("value") if chosen else ""
    if element.tag == NAMESPACE + "textarea":
        # A form is sent with CRLF at its line ends.
        return (element.text or "").replace("\n", "\r\n")
    return element.get("value") or ""


def post_form(client, url, **changes):
    """Open a form, change some fields, send it."""
    page = client.get(url)
    assert page.status_code == 200
    return client.post(url, {**form_fields(page), **changes})


def text_of(response):
    return " ".join("".join(parse(response).itertext()).split())
