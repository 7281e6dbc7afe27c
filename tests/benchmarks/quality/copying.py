"""Make near-copies of real articles as agencies and editors make them, and what only looks like one."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.benchmarks.quality.corpus import Item

LEAST_WORDS = 60
SHARES = (0.02, 0.05, 0.1, 0.15, 0.2)
_FIGURE = re.compile(r"\d+")
# Ours, as any agency's: its tail, its appeal to follow it, what is said of its rights.
BOILERPLATE = (
    "جميع حقوق هذا النص محفوظة لأصحابه ولا يجوز نقله كاملا أو بعضه دون إذن مكتوب من إدارة التحرير في مقرها"
    " الرئيسي.\nتابعوا آخر ما ننشر على صفحاتنا وعبر تطبيقنا للهواتف واشتركوا في نشرتنا المسائية لتصلكم أهم"
    " العناوين كل يوم.\nللتواصل مع غرفة الأخبار وإرسال الصور والمقاطع من مواقع الأحداث استعملوا البريد أو"
    " الأرقام المنشورة في الصفحة."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A planted article and the one that it is made from, which it is a copy of or not."""

    kind: str
    planted: Item
    origin: Item
    is_copy: bool


def make_pairs(items: list[Item], count: int, chance: random.Random) -> list[Pair]:
    """Make `count` articles of every kind, each from another article."""
    fit = [item for item in items if len(item.words) >= LEAST_WORDS]
    numerous = [item for item in fit if len(_FIGURE.findall(item.body)) >= 6 and len(item.words) <= 400]
    makers: dict[str, tuple[Callable[..., Item], bool, list[Item]]] = {
        **{f"edited {share:.0%}": (_editor(share), True, fit) for share in SHARES},
        "truncated": (_truncated, True, fit),
        "swallowed": (_swallowed, True, fit),
        "same headline": (_same_headline, True, fit),
        "bulletin": (_bulletin, False, numerous),
        "boilerplate": (_with_boilerplate, False, fit),
        "background": (_with_background, False, fit),
    }
    return [
        Pair(kind, _planted(make(origin, items, chance), f"{kind}-{number}", chance), origin, is_copy)
        for kind, (make, is_copy, origins) in makers.items()
        for number, origin in enumerate(chance.sample(origins, min(count, len(origins))))
    ]


def _planted(item: Item, name: str, chance: random.Random) -> Item:
    """Let another source have published it within a day."""
    data = {
        **item.data, "id": f"planted-{name}", "title": item.headline, "body": item.body,
        "source": f"وكالة {chance.randrange(50)}", "keywords": [],
    }  # fmt: skip
    return replace(item, id=f"planted-{name}", data=data)


def _changed(item: Item, **parts: Any) -> Item:
    return Item(item.id, parts.get("headline", item.headline), parts["body"], item.keywords, item.data)


def _words(items: list[Item], chance: random.Random) -> Iterator[str]:
    while True:
        yield chance.choice(chance.choice(items).words or [""])


def _edit(text: str, share: float, items: list[Item], chance: random.Random) -> str:
    """Change a share of the words: three in five get another in their place, the rest go or come."""
    others, lines = _words(items, chance), []
    for line in text.split("\n"):
        told = []
        for word in line.split(" "):
            fate = chance.random() / share if share else 1
            if not word.strip() or fate >= 1:
                told.append(word)
            elif fate < 0.6:
                told.append(next(others))
            elif fate < 0.8:
                told += [word, next(others)]
        lines.append(" ".join(told))
    return "\n".join(lines)


def _retitled(item: Item, items: list[Item], chance: random.Random) -> str:
    """Another headline: half of the words are others."""
    return _edit(item.headline, 0.5, items, chance) or item.headline


def _editor(share: float) -> Callable[..., Item]:
    def edited(item: Item, items: list[Item], chance: random.Random) -> Item:
        body = _edit(item.body, share, items, chance)
        return _changed(item, headline=_retitled(item, items, chance), body=body)

    return edited


def _truncated(item: Item, items: list[Item], chance: random.Random) -> Item:
    """Without its last fifth to two fifths, and edited a little."""
    words = item.body.split(" ")
    kept = " ".join(words[: round(len(words) * chance.uniform(0.6, 0.8))])
    return _changed(item, headline=_retitled(item, items, chance), body=_edit(kept, 0.05, items, chance))


def _swallowed(item: Item, items: list[Item], chance: random.Random) -> Item:
    """Inside a longer article, edited a little."""
    host = chance.choice([other for other in items[:2000] if len(other.words) >= len(item.words)] or items)
    lines = host.body.split("\n")
    middle = len(lines) // 2
    text = [*lines[:middle], _edit(item.body, 0.05, items, chance), *lines[middle:]]
    return _changed(item, headline=host.headline, body="\n".join(text))


def _same_headline(item: Item, items: list[Item], chance: random.Random) -> Item:
    """Under its headline, with a text of which two fifths are others."""
    return _changed(item, body=_edit(item.body, 0.4, items, chance))


def _bulletin(item: Item, items: list[Item], chance: random.Random) -> Item:
    """The same frame and headline with other figures."""

    def another(match: re.Match[str]) -> str:
        return str(
            chance.randrange(10 ** (len(match[0]) - 1) if len(match[0]) > 1 else 1, 10 ** len(match[0]))
        )

    return _changed(item, body=_FIGURE.sub(another, item.body))


def _other(item: Item, items: list[Item], chance: random.Random) -> Item:
    return chance.choice([other for other in chance.sample(items, 50) if other.id != item.id])


def _with_boilerplate(item: Item, items: list[Item], chance: random.Random) -> Item:
    """An article of its own that ends like the origin does: what both have is boilerplate."""
    return _changed(
        item, headline=_other(item, items, chance).headline,
        body=f"{_other(item, items, chance).body}\n{BOILERPLATE}",
    )  # fmt: skip


def _with_background(item: Item, items: list[Item], chance: random.Random) -> Item:
    """News of its own that ends in the last two fifths of the origin."""
    other, words = _other(item, items, chance), item.body.split(" ")
    background = " ".join(words[round(len(words) * 0.6) :])
    news = " ".join(other.body.split(" ")[: max(60, len(words) // 2)])
    return _changed(item, headline=other.headline, body=f"{news}\n{background}")
