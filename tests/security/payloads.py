"""Attacks on whoever reads, made from a grammar of our own; another seed or count makes others.

`NEWSROOM_ATTACK_SEED` and `_COUNT` choose them; each calls `trip`, which a browser test listens
for, and each stands between two words of its own, by which what became of it is found again.
"""

import os
import random
from collections.abc import Callable
from itertools import cycle, islice, product

SEED = int(os.environ.get("NEWSROOM_ATTACK_SEED", "7"))
LONGEST = 440
COUNT = int(os.environ.get("NEWSROOM_ATTACK_COUNT", "0")) or (
    3000 if os.environ.get("NEWSROOM_SLOW") else 200
)

CALLS = (
    "trip()", "window['trip']()", "top.trip()", "self[`trip`]()", "eval('tr'+'ip()')", "trip``", "(0,trip)()",
    "setTimeout(trip)", "[1].map(trip)", "import('data:text/javascript,trip()')", "\\u0074rip()",
)  # fmt: skip
EVENTS = (
    "onerror", "onload", "onclick", "onmouseover", "onfocus", "ontoggle", "onbegin", "onanimationstart",
    "onpointerrawupdate", "onbeforetoggle", "onscrollend", "oncontentvisibilityautostatechange", "ONERROR",
    "oNlOaD", "onbeforescriptexecute", "onwebkitanimationend", "onsecuritypolicyviolation",
)  # fmt: skip
# What fires by itself, with the attributes that make it.
TAGS = (
    "img src=x", "svg", "body", "video src=x", "audio src=x", "details open", "input autofocus", "iframe src=//x",
    "object data=x", "embed src=x", "marquee", "a href=#", "math", "select autofocus", "textarea autofocus",
    "div popover", "dialog open", "svg><animate attributeName=x dur=1s", "svg><set attributeName=x",
    "style", "link rel=stylesheet href=x", "table background=x", "button popovertarget=x", "xss contenteditable",
    "p", "figure", "blockquote", "td", "b", "h2", "image src=x", "picture><source srcset=x><img",
)  # fmt: skip
SCHEMES = (
    "javascript:", "JaVaScRiPt:", "java\tscript:", "java\nscript:", "\x01javascript:", " javascript:",
    "&#106;avascript:", "&#x6A;avascript&colon;", "javascript&#58;", "java&Tab;script:", "vbscript:",
    "data:text/html,", "data:text/html;base64,", "data:image/svg+xml,", "jav\u200bascript:", "\ufeffjavascript:",
    "\u202ejavascript:", "javascript\uff1a", "feed:javascript:", "view-source:javascript:", "blob:", "file:///",
    "javascript://%0a", "https:javascript:", "//", "\\\\", "/\\", "https://x@", "mailto:x?body=",
)  # fmt: skip
URL_PLACES = (
    '<a href="{}">x</a>', "<a href={}>x</a>", "<a href='{}'>x</a>", '<img src="{}">', '<iframe src="{}"></iframe>',
    '<form action="{}"><button>x</button></form>', '<button formaction="{}">x</button>', '<base href="{}">',
    '<svg><a xlink:href="{}"><text>x</text></a></svg>', '<math href="{}">x</math>', '<object data="{}"></object>',
    '<meta http-equiv="refresh" content="0;url={}">', '<link rel="import" href="{}">', '<embed src="{}">',
    '<blockquote cite="{}">x</blockquote>', '<svg><use href="{}#x"/></svg>', '<img srcset="{} 1x">',
    '<video poster="{}"></video>', '<area href="{}">', '<iframe srcdoc="<a href={}>x</a>"></iframe>',
)  # fmt: skip
# What ends the place that a text was put in.
BREAKS = (
    "", '"', "'", '">', "'>", "`>", "</title>", "</textarea>", "</style>", "</script>", "-->", "--!>", "]]>",
    "</noscript>", "</template>", "</p></div></article>", "</svg>", "</math>", "</xmp>", "</a>", "</bdi>", "*/",
    "\\\"", "\\'", "\u2028", "</h1>", "%22%3E", "&quot;&gt;", "\r\n\r\n", "\x00", "<!--", "<![CDATA[", "<?xml ",
)  # fmt: skip
STATEMENTS = (
    "{{{{ {} }}}}", "{{% {} %}}", "${{{}}}", "#{{{}}}", "<%= {} %>", "[[{}]]", "{{{{constructor.constructor('{}')()}}}}",
    "';{}//", "\";{}//", "`;{}//", "</script><script>{}</script>", "+ADw-script+AD4-{}+ADw-/script+AD4-",
    "<script>{}</script>", "<script src=data:,{}></script>", "<svg><script>{}</script></svg>",
    "<script\x0c>{}</script >", "<script/x>{}</script/x>", "<scr<script>ipt>{}</scr</script>ipt>",
    "<math><mtext><table><mglyph><style><!--</style><img src onerror={}>",
    "<noscript><p title=\"</noscript><img src onerror={}>\">", "<svg></p><style><a id=\"</style><img src onerror={}>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={}>",
    "<table><td><svg><desc><td></desc><img src onerror={}>", "<select><template><style><!--</style><a rel=\"--><img src onerror={}>",
    "<style>@import'javascript:{}';</style>", "<p style=\"background:url(javascript:{})\">x</p>",
    "<x style=\"animation:a\" onanimationstart={}>", "<xml id=x><a><b>&lt;img src onerror={}&gt;</b></a></xml>",
    "<!--[if gte IE 4]><script>{}</script><![endif]-->", "<?import namespace=\"t\" implementation=\"{}\">",
    "<p data-kind=\"read-also\" onclick={}>x</p>", "<figure data-picture=\"1\" data-align=\"{}\">x</figure>",
    "<figure data-kind=\"embed\" data-address=\"javascript:{}\"></figure>", "<p dir=\"rtl\" lang=\"{}\">x</p>",
)  # fmt: skip


def _entities(text: str) -> str:
    return "".join(f"&#x{ord(sign):x};" for sign in text)


# Letters of Arabic, marks and what cannot be seen, where a filter may look for plain ones.
DISGUISES: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("<", "<\u200b", 1),
    lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda text: text.replace("script", "scr\u0640ipt", 1),
    lambda text: text.replace("on", "o\u200dn", 1),
    lambda text: f"\u202e{text}\u202c",
    lambda text: f"\u2067{text}",
    lambda text: text.replace("=", "\u064e=", 1),
    lambda text: text.replace(" ", "/"),
    lambda text: text.replace(" ", "\x0c"),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(">", "", 1),
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: text.replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
    _entities,
    lambda text: text.upper(),
    lambda text: text.replace("r", "\u017f", 1).replace("s", "\u017f", 1),  # upper case makes it an S
    lambda text: text.replace("<", "<<"),
    lambda text: text.replace("<", "\u0338<"),  # a mark that composes with the sign after it
    lambda text: text.replace("<", "%3C").replace(">", "%3E"),
    lambda text: f"ﷺ{text}ـ",
)


def _tags(draw: random.Random) -> str:
    tag, event, call = draw.choice(TAGS), draw.choice(EVENTS), draw.choice(CALLS)
    quote = draw.choice(('"', "'", "", "`"))
    return f"<{tag} {event}={quote}{call}{quote}>"


def _addresses(draw: random.Random) -> str:
    return draw.choice(URL_PLACES).format(f"{draw.choice(SCHEMES)}{draw.choice(CALLS)}")


def _attributes(draw: random.Random) -> str:
    return f"{draw.choice(('', 'x'))} {draw.choice(EVENTS)}={draw.choice(CALLS)} {draw.choice(('', 'x='))}"


def _statements(draw: random.Random) -> str:
    return draw.choice(STATEMENTS).format(draw.choice(CALLS))


def payloads(count: int = COUNT, seed: int = SEED) -> list[str]:
    """Make so many attacks, each another: every way in turn, and all else by the seed."""
    draw = random.Random(seed)
    made: dict[str, None] = {}
    ways = cycle((_tags, _statements, _addresses, _attributes))
    while len(made) < count:
        disguise = draw.choice(DISGUISES) if draw.random() < 0.5 else str
        attack = draw.choice(BREAKS) + disguise(next(ways)(draw))
        if len(attack) <= LONGEST:
            made.setdefault(attack)
    return [f"قبل{n:04} {attack} بعد{n:04}" for n, attack in enumerate(made)]


def bad_addresses(count: int = 120, seed: int = SEED) -> list[str]:
    """Make addresses that no link may lead to, and some that look as if."""
    draw = random.Random(seed)
    every = [f"{scheme}{call}" for scheme, call in product(SCHEMES, CALLS)]
    every += [f"https://x.example/{breaking}{_tags(draw)}" for breaking in BREAKS]
    draw.shuffle(every)
    return list(islice(every, count))
