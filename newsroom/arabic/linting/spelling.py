"""Words that are misspelled whatever stands beside them, from lists that were counted and read."""

import re
from collections.abc import Iterator
from functools import cache

from newsroom.arabic.characters import ARABIC, MARKS
from newsroom.arabic.lexicon import read_lines
from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.rules import END, START, Pattern, Problem, Rule, ask, put, safe
from newsroom.arabic.normalize import strip_marks

HAMZA = safe("missing-hamza", "همزة القطع ساقطة")
BARE_AN = ask("bare-an", "«ان» بلا همزة: أن أو إن")
WASL = ask("hamzat-wasl", "همزة وصل كتبت همزة قطع")
FINAL_YEH = ask("final-yeh", "الياء والألف المقصورة في آخر الكلمة")
TEH = ask("final-teh", "التاء المربوطة والهاء في آخر الكلمة")
JOINED = ask("joined-words", "كلمتان ملتصقتان", "advice")
SEAT = ask("hamza-seat", "كرسي الهمزة في غير موضعه")
DROPPED = ask("dropped-alef", "ألف واو الجماعة ساقطة")
EXTRA = ask("extra-alef", "ألف زائدة بعد الواو")
REPEATED = ask("repeated-word", "كلمة مكررة")
RULES = (HAMZA, BARE_AN, WASL, FINAL_YEH, TEH, JOINED, SEAT, DROPPED, EXTRA, REPEATED)
_BY_ID = {rule.id: rule for rule in RULES}

_FINALS = {"ي": ("ى", FINAL_YEH), "ى": ("ي", FINAL_YEH), "ة": ("ه", TEH), "ه": ("ة", TEH)}
_HAMZA = re.compile("[أإآ]")
# «سي ان ان» and «ان بي سي» are letters of a name.
_LETTER_NAME = re.compile(r"(?:سي|بي|تي|ان|إن|أن|دي|جي|إم|ام|اف|اس|إس|يو|أي|اي|آي|كيه|كي|آر|ار)")
_TOLD = re.compile(
    r"(?:[وف]?(?:قال|قالت|قالوا|يقول|تقول|يقولون|قائلا|قائلة|قائلين|القول|قوله|قولها))\W{1,3}$"
)
_AN_FORMS = frozenset(f"{head}ان{tail}" for head in ("", "و", "ف")
                      for tail in ("", "ه", "ها", "هم", "هما", "نا", "ني", "ك", "كم"))  # fmt: skip
_AN = re.compile(f"{START}(?P<and>[وف]?)ان(?P<tail>ه|ها|هم|هما|نا|ني|ك|كم)?{END}")

# Verbal nouns and verbs of the seventh, eighth and tenth forms, and some of the ten nouns with a wasla.
_WASL_STEMS = (
    "تحاد|تفاق|تصال|تهام|تخاذ|تخذ|تجاه|بتداء|بتزاز|جتماع|جتياز|حتجاج|حتجاز|حتفال|حتفاظ|حتلال|حترام|حتراف|حتمال"
    "|حتياج|حتياط|ختيار|ختبار|ختراق|ختصاص|ختلاف|ختناق|ختطاف|دعاء|رتفاع|رتباط|رتباك|رتكاب|رتقاء|زدياد|زداد|شتباك"
    "|شتعال|شتباه|شتغال|صطدام|صطناع|ضطراب|طلاع|عتبار|عتداء|عتراف|عتراض|عتذار|عتقال|عتماد|غتيال|فتتاح|قتصاد|قتراح"
    "|قتراع|قتراض|قتحم|قتحام|كتشاف|كتئاب|لتحاق|لتزام|لتفاف|متحان|متداد|متصاص|نتباه|نتحار|نتخاب|نتشار|نتصار|نتظار"
    "|نتقال|نتقام|نتماء|نتهاء|نتهاك|نتهت|نتهى|نخراط|نخفاض|ندلاع|ندلعت|ندماج|نسحاب|نضمام|نطباع|نطلاق|نطلقت|نعقاد"
    "|نفتاح|نفجار|نفصال|نقسام|نقطاع|نقلاب|هتمام|ستثمار|ستثناء|ستجاب|ستحواذ|ستخدام|ستخراج|ستدعاء|ستسلام|ستشار"
    "|ستشهاد|ستطاع|ستطلاع|ستعاد|ستعداد|ستعمال|ستعمار|ستغلال|ستغناء|ستفاد|ستقال|ستقبال|ستقرار|ستقطاب|ستقلال"
    "|ستكمال|ستماع|ستمتاع|ستمر|ستهداف|ستهلاك|ستيطان|ستيلاء|ستئناف|ئتلاف|ئتمان"
)
_WASL_WORDS = "قرأ|سم|سمه|سمها|بن|بنه|بنها|بنة|بنته|مرأة"
_REPEATABLE = frozenset(
    [
        "في",
        "من",
        "على",
        "عن",
        "إلى",
        "أنه",
        "أنها",
        "التي",
        "الذي",
        "هذا",
        "هذه",
        "كما",
        "بين",
        "خلال",
        "قبل",
        "عدم",
        "ضد",
        "منذ",
        "نحو",
        "بنحو",
        "مع",
        "لدى",
        "وفق",
        "عبر",
        "ضمن",
        "بسبب",
    ]
)

PATTERNS = (
    Pattern(
        JOINED,
        re.compile(rf"{START}[إا]?نشاء الله{END}|{START}ان شاء الله{END}"),
        put("إن شاء الله"),
        ("نشاء الله", "ان شاء الله"),
    ),
)
_WASL = re.compile(rf"(?P<before>[وفبكل]?(?:ال|لل)?)إ(?=(?:{_WASL_STEMS})|(?:{_WASL_WORDS}){END})")
_ISRAEL = [f"{before}اسرائيل{end}" for before in ("", "و", "ف", "ب", "ل", "ال", "وال", "بال")
           for end in ("", "ي", "ية", "يين", "يون", "يا")]  # fmt: skip


@cache
def slips() -> dict[str, tuple[str, Rule]]:
    """Map each misspelled word to the right one and the rule: «الى» → («إلى», missing-hamza)."""
    found = {word: (right, rule) for word, right, rule in _read_slips()}
    for right in _read_words("final_letters.txt"):
        last, rule = _FINALS[right[-1]]
        found[right[:-1] + last] = right, rule
    for right in _read_words("hamza.txt"):
        found[_HAMZA.sub("ا", right, count=1)] = right, HAMZA
    found.update({word: (word.replace("اس", "إس", 1), HAMZA) for word in _ISRAEL})
    return found


def _read_words(name: str) -> Iterator[str]:
    return (word for line in read_lines(name) for word in line.split())


def _read_slips() -> Iterator[tuple[str, str, Rule]]:
    rule = JOINED
    for line in read_lines("slips.txt"):
        if line[0] == "[":
            rule = _BY_ID[line[1:-1]]
        else:
            wrong, _colon, right = line.partition(": ")
            yield wrong, right, rule


def find_slips(copy: Copy) -> Iterator[Problem]:
    known = slips()
    for start, end, word in copy.words:
        bare = word if word in known else strip_marks(word) if _HAS_MARKS.search(word) else word
        if bare in known and not _is_part(copy.text, start, end):
            right, rule = known[bare]
            if written := right if word == bare else _respell(word, bare, right):
                yield rule.at(start, end, written)


_HAS_MARKS = re.compile(f"[{MARKS}]")
_NOT_LETTERS = re.compile(f"[^{ARABIC}]")


def _is_part(text: str, start: int, end: int) -> bool:
    """Tell whether a word hangs on a sign of joining: «الى_الأمام», «#الى»."""
    return text[start - 1 : start] in tuple("#_@") if start else text[end : end + 1] == "_"


def _respell(word: str, wrong: str, right: str) -> str | None:
    """Change the letters of a word and keep its marks: «ايضاً» → «أيضاً»; None where letters come or go."""
    if len(wrong) != len(right):
        return None
    letters = iter(right)
    return "".join(char if _NOT_LETTERS.match(char) else next(letters, "") for char in word)


def find_wasl(copy: Copy) -> Iterator[Problem]:
    """Yield «إقرأ» → «اقرأ», «الإتحاد» → «الاتحاد»; not «إسماعيل»."""
    for start, _end, word in copy.words:
        if "إ" in word and (match := _WASL.match(word)):
            yield WASL.at(start + match.end() - 1, start + match.end(), "ا")


def find_repeated(copy: Copy) -> Iterator[Problem]:
    """Yield «على على قبول» → «على قبول»; not «أو.إم.في في»."""
    words = copy.words
    for (start, first_end, first), (second, end, word) in zip(words, words[1:], strict=False):
        is_twice = word == first and word in _REPEATABLE and copy.text[first_end:second] == " "
        if is_twice and copy.text[start - 1 : start] != ".":
            yield REPEATED.at(start, end, word)


def find_bare_an(copy: Copy) -> Iterator[Problem]:
    """Yield «ان» without its hamza: «إن» after what is said, else «أن»."""
    text = copy.text
    for match in _AN.finditer(text) if _AN_FORMS & copy.surfaces else ():
        before = text[max(0, match.start() - 14) : match.start()]
        is_name = match["and"] == "ف" and before.rstrip()[-1:] not in (*".،؛:", "")  # «لويس فان غال»
        if is_name or _is_letter_name(before, text[match.end() : match.end() + 6]):
            continue
        is_told = (
            _TOLD.search(before) or match["and"] or not before.strip() or before.rstrip(' "«')[-1:] in ".:"
        )
        yield BARE_AN.at(
            match.start(), match.end(), f"{match['and']}{'إ' if is_told else 'أ'}ن{match['tail'] or ''}"
        )


def _is_letter_name(before: str, after: str) -> bool:
    words = before.split()
    following = re.match(rf"\s+{_LETTER_NAME.pattern}{END}", after)
    return bool(following or (words and before[-1:] in " -" and _LETTER_NAME.fullmatch(words[-1])))
