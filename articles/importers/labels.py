"""Recognise the labels of pasted pages; their vocabulary is `labels.toml`."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from articles.importers.calls import is_call
from newsroom.arabic import fold

_VOCABULARY: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "labels.toml").read_text(encoding="utf-8")
)


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(fold, texts)))


def _by_text(group: str) -> dict[str, str]:
    roles = _VOCABULARY[group].items()
    return {fold(text): role for role, texts in reversed(roles) for text in texts if fold(text)}


SECTIONS = _folded(_VOCABULARY["words"]["sections"])
DESKS = _folded(_VOCABULARY["words"]["desks"])
ELSEWHERE = _folded(_VOCABULARY["words"]["elsewhere"])
SAID = _folded(_VOCABULARY["words"]["said"])
ONWARD = _folded(_VOCABULARY["words"]["onward"])
TOLD = _folded(_VOCABULARY["words"]["told"])
RUNNING = _folded(_VOCABULARY["words"]["running"])
AGENCIES = _folded(_VOCABULARY["names"]["agencies"])
GIVEN = _folded(_VOCABULARY["names"]["given"])
TITLES = _folded(_VOCABULARY["names"]["titles"])
TRADES = _folded(_VOCABULARY["names"]["trades"])
PICTURED = _folded(_VOCABULARY["names"]["pictured"])
WIRES = _folded(_VOCABULARY["names"]["wires"])
CREDIT_KEYS = AGENCIES | _folded(_VOCABULARY["names"]["credits"])
_LABELS = _by_text("labels")
_WHOLE = _by_text("whole")
_OPENING: dict[str, list[tuple[str, str]]] = {}
_BRIEF = _by_text("brief")
_CALLS = _by_text("calls")
for _phrase, _role in (_BRIEF | _CALLS | _by_text("opening")).items():
    _OPENING.setdefault(_phrase.split()[0], []).append((_phrase, _role))

# «عدد الزيارات 120»; without a number a sentence is text: «عدد الزيارات إلى القرية زاد.»
_COUNTED = _folded(_VOCABULARY["words"]["counted"])

LABEL_LENGTH = 80
OPENING_LENGTH = 240
BRIEF_LENGTH = 110
MASTHEAD_WORDS = 8
# These name their value on the same line or on the next; as a whole line without one they would be prose.
NEED_VALUE = frozenset({"published", "updated", "author", "clock", "credit", "caption", "kicker", "section"})
# Labels that running text begins with as well: «تقرير: البطالة ترتفع» may be a headline.
WEAK = _folded(
    [
        "تقرير",
        "تحقيق",
        "حوار",
        "متابعة",
        "ترجمة",
        "كتابة",
        "عن",
        "مصدر",
        "تاريخ",
        "نشر",
        "تحديث",
        "صورة",
        "متابعات",
        "شعر",
        "قصيدة",
    ]
)
# A dash parts a label only between spaces or between letters: «المصدر -الذي رفض ذكر اسمه- قال» is text.
_SPLIT = re.compile(
    r"^\s*+(.{2,50}?)(?:\s*[:：/|•]\s*|\s*،\s*|\s+[-–—ـ]+\s+|(?<!\s)[-–—](?!\s)|\s*(?:\.{2,}|…|»|←|>)\s*)(.*)$"
)
# Between these and a value «،» is no separator but a comma of a sentence, save in the captions of the BBC.
_COMMA_LABELS = frozenset({"caption", "credit", "author", "section", "nav"})
# «/مصدر: شينخوا/»; without its strokes «مصدر: …» is a headline that quotes somebody.
_STRUCK = re.compile(r"^/\s*(?:ال)?مصدر\s*[:：]\s*(.+?)\s*/?$")
_NOISE = re.compile(r"^[\s>»«.…:•*#■●▪|/\\+\-–—]+|[\s>»«.…:•*|/+\-–—←]+$")


# Most lines begin as no label does.
_FIRST_WORD = re.compile(r"[\s>»«.…:•*#■●▪|/\\+\-–—]*([^\s:：/|،,.…»\-–—(#]+)")
_FIRST = {text.split()[0] for text in (*_LABELS, *_WHOLE, *_OPENING)} | set(
    map(
        fold,
        (
            "قصص",
            "تقارير",
            "عناوين",
            "فيديوهات",
            "مواد",
            "قراءات",
            "هذا",
            "المحتوى",
            "كلمات",
            "الكلمات",
            "عن",
            "إقرأ",
            "اقرأ",
            "شاهد",
            "كتب",
            "كتبت",
            "الخبر",
        ),
    )
)


def match_label(line: str) -> tuple[str, str] | None:
    """Return (role, value) where a line is a label, else None.

    «المصدر :الواحة» → ("source", "الواحة"); «إقرأ أيضاً:» → ("read_also", ""); «وفق المصدر.» → None.
    """
    if struck := _STRUCK.match(line):
        return "source", struck[1]
    first = _FIRST_WORD.match(line)
    if first is None or fold(first[1]) not in _FIRST:
        return None
    return _match_whole(line) or _match_split(line) or _match_bare(line) or _match_opening(line)


def whole_role(key: str) -> str | None:
    """Return what a folded text is that stands for itself: ad, tools, comments or chrome."""
    return _WHOLE.get(key)


def is_weak(line: str) -> bool:
    """Say whether the label of a line is one that a headline begins with too."""
    found = None if _STRUCK.match(line) else _SPLIT.match(line)
    return found is not None and fold(found[1]) in WEAK


def _match_whole(line: str) -> tuple[str, str] | None:
    # The bound keeps the search for trailing noise from growing with the square of a long line.
    if len(line) > LABEL_LENGTH:
        return None
    key = fold(line) or line
    bare = fold(_NOISE.sub("", line)) or key
    for text in (key, bare):
        if text in _WHOLE:
            return _WHOLE[text], ""
    role = _LABELS.get(bare) or _family_role(bare)
    # «نشر :» alone is a label, «نشر» may be a word of the text.
    is_sure = bare not in WEAK or (role == "published" and line.rstrip().endswith((":", "：")))
    return (role, "") if role and is_sure else None


# What sites call their lists of other articles, in ever new words.
_FAMILY = re.compile(
    r"^(?:ال)?(?:اخبار|مقالات|مواضيع|موضوعات|قصص|تقارير|عناوين|فيديوهات|صور|مواد|قراءات) "
    r"(?:(?:قد|ربما) (?:تهمك|تهمكم|تعجبك|تعجبكم|تعنيك|تعنيكم|تفيدك)(?: ايضا)?"
    r"|(?:ال)?(?:مرتبطه|متعلقه|مشابهه|مماثله|مقترحه|مختاره|متصله|اضافيه)|(?:ذات|لها) (?:ال)?(?:صله|علاقه))$"
)


def _family_role(bare: str) -> str | None:
    """«قصص قد تهمك», «مواضيع إضافية» → similar"""
    return "similar" if _FAMILY.match(bare) else None


def _match_split(line: str) -> tuple[str, str] | None:
    found = _SPLIT.match(line.lstrip(": "))
    if not found:
        return None
    role = _LABELS.get(fold(found[1]))
    if role is None and ":" in line[:LABEL_LENGTH]:
        return _match_chain(line)
    if not role or (line[found.end(1) :].lstrip().startswith("،") and role not in _COMMA_LABELS):
        return None
    value = found[2].strip(" /|:،")
    return _match_chain(line) or (role, value)


def _match_chain(line: str) -> tuple[str, str] | None:
    """Read several labels of one role before a value: «متابعة – إعداد: منى» → ("author", "منى")."""
    head, colon, value = line.partition(":")
    parts = [fold(part) for part in re.split(r"(?:(?<!\s)\s+)?[-–—/،]\s*|(?<!\s)\s+و(?=\w)", head)]
    roles = {_LABELS.get(part) for part in parts}
    role = roles.pop() if colon and len(parts) > 1 and len(roles) == 1 else None
    return (role, value.strip()) if role else None


# A label that needs no mark before its value, and the words that the value may have.
_BARE = re.compile(
    r"^(?P<author>بقلم|بواسطة|إعداد|الكاتبة?|كاتبة? المقال|عن(?= admin)|By|(?:تحرير|نشر|كتب) من طرف|Author,"
    r"|كتب(?:ت|ها|ه)?(?=[^:]*:$))\s+(?P<name>[^:]{2,50}?)\s*:?$"
    r"|^(?P<source>(?:هذا )?(?:الخبر )?نقل[اًا]+ عن|(?:هذا )?المحتوى مقدم من|المصدر)"
    r"\s+(?P<from>[^:.]{2,60})$"
    r"|^(?P<keywords>(?:ال)?كلمات (?:ال)?(?:دلالية|مفتاحية|دالة|مفتاح|رئيسية|متعلقة)"
    r"|الوسوم|وسوم|تاغات|تاجات|Tags|أرشيف الوسم)\s+(?P<tags>[^:.]{2,300})$"
    r"|^(?P<read>[اأإ]قر[أائ]ي?\s?[أا]يض[اًا]*|شاهد\s?[أا]يض[اًا]*)(?P<title>[^:]{10,200})$"
)
_ENDS = (".", "،", "؛", ":")


def _match_bare(line: str) -> tuple[str, str] | None:
    """Read a label with nothing between it and its value: «بقلم منى سالم», «إقرأ أيضاًالقطار يعود»."""
    found = _BARE.match(line) if len(line) <= 320 else None
    if not found:
        return None
    if found["name"]:
        return None if found["name"].startswith(_PENS) else ("author", found["name"])
    if found["tags"]:
        words = fold(found["tags"]).split()
        return ("keywords", found["tags"]) if words and words[0] not in RUNNING else None
    if found["title"]:
        title = found["title"].strip(" .،-–")
        is_title = not line.endswith(_ENDS) and len(title.split()) >= 3
        return ("read_also", title) if is_title else None
    return ("source", found["from"].strip()) if _is_whence(found["source"], found["from"]) else None


# «بقلم رصاص كتب الصياد اسمه» names no author.
_PENS = ("رصاص", "حبر", "جاف", "أحمر", "أزرق")
_OUTLETS = _folded(["صحيفة", "جريدة", "موقع", "وكالة", "قناة", "شبكة", "مجلة", "إذاعة", "تلفزيون", "منصة"])


def _is_whence(label: str, name: str) -> bool:
    """«نقلا عن وكالة الواحة» names a source, «نقلا عن شهود عيان كان البحر هائجا» none."""
    if label == "المصدر":
        return is_credit(name)
    words = fold(name).split()
    is_told = "المحتوى" in label or any(word.removeprefix("ال") in _OUTLETS for word in words[:1])
    most = 6 if is_told else 3
    return 0 < len(words) <= most


def _match_opening(line: str) -> tuple[str, str] | None:
    if len(line) > OPENING_LENGTH:
        return None
    key = fold(line)
    for phrase, role in _OPENING.get(key.partition(" ")[0], ()):
        if not key.startswith(phrase) or key[len(phrase) : len(phrase) + 1] not in ("", " "):
            continue
        if phrase in _BRIEF and (len(line) > BRIEF_LENGTH or line.endswith(_ENDS)):
            continue
        if phrase in _CALLS and not is_call(line):
            continue
        if phrase in _COUNTED and line.endswith(_ENDS) and not re.search(r"\d", line):
            continue
        if role == "masthead":
            is_name = len(key.split()) <= MASTHEAD_WORDS and not line.endswith((".", "؟", "،"))
            return ("chrome", "") if is_name and not RUNNING & set(key.split()) else None
        return role, ""
    return None


_CREDIT_PARTS = re.compile(r"(?:(?<!\s)\s+)?[-–—/،,+|&]\s*")


def is_credit(text: str) -> bool:
    """Say whether a text names who took a picture: «رويترز», «الجزيرة - أرشيف», «تصوير: منى سالم»."""
    return bool(text) and (
        fold(text) in CREDIT_KEYS or all(fold(part) in CREDIT_KEYS for part in _CREDIT_PARTS.split(text))
    )


def is_agency(text: str) -> bool:
    """Say whether a text names who sends texts: «واس», «وكالة الواحة», «الواحة نيوز», «سما + وكالات»."""
    key = fold(text)
    if key in AGENCIES or (key and all(fold(part) in AGENCIES for part in _CREDIT_PARTS.split(text))):
        return True
    words = key.split()
    return 1 < len(words) <= 4 and (words[0] == "وكاله" or words[-1] in _AGENCY_ENDS)


_AGENCY_ENDS = frozenset({"نيوز", "برس", "24", "الاخباريه", "تي", "نت", "ديجيتال", "ميديا", "اونلاين"})


def is_outlet(text: str) -> bool:
    """Say whether a name is that of a site by its last word: «رووداو ديجيتال»."""
    words = fold(text).split()
    return len(words) > 1 and words[-1] in _AGENCY_ENDS


_INITIAL = re.compile(r"(?<!\w)\w{1,2}\.")


def is_name(text: str) -> bool:
    """Say whether a text can be the name of a person or a desk: two to six words, none of a sentence."""
    words = fold(text).split()
    if " ".join(words) in DESKS or (len(words) == 1 and text.isascii() and text.isalpha()):
        return True
    is_plain = not re.search(r"[\d.؟!؛:«»\"()<>@|]", _INITIAL.sub("", text).rstrip(".:"))
    return 2 <= len(words) <= 6 and is_plain and not RUNNING & set(words) - _called_ali(text)


_ALI = re.compile(r"(?<!\w)علي(?!\w)")


def _called_ali(text: str) -> set[str]:
    """Folded, the name علي is the word على: «حسن أيت علي» is a person, «حسن على حق» none."""
    return {"علي"} if _ALI.search(text) and "على" not in text else set()
