"""Numbers: one set of digits in an article, and nouns that agree with what counts them."""

import re
from collections.abc import Iterator
from functools import cache

from newsroom.arabic.characters import ARABIC_INDIC_DIGITS, TO_ARABIC_INDIC_DIGITS, TO_ASCII_DIGITS
from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.rules import END, START, Pattern, Problem, ask, put, safe, wording
from newsroom.arabic.months import WEEKDAYS

MIXED = ask("mixed-digits", "أرقام تخالف سائر أرقام المقال", "advice")
HOUSE = safe("house-digits", "أرقام على غير اختيار الدار")
PERCENT = ask("percent-space", "مسافة بين العدد وعلامة النسبة", "advice")
PLURAL = wording("counted-plural", "المعدود بعد 3 إلى 10 جمع", "warning")
SINGULAR = wording("counted-singular", "المعدود بعد 11 إلى 99 مفرد منصوب", "warning")
GENDER = wording("number-gender", "العدد من 3 إلى 10 يخالف معدوده في التذكير والتأنيث", "warning")
RULES = (MIXED, HOUSE, PERCENT, PLURAL, SINGULAR, GENDER)

PATTERNS = (Pattern(PERCENT, re.compile(r"(?<=\d) +(?=[%٪])"), put(""), "%٪"),)

_NUMBER = re.compile(r"(?<![A-Za-z\d_/.-])[\d٫٬](?:[\d.,٫٬]*\d)?(?![A-Za-z\d_])(?!-[A-Za-z])")
_TO_ARABIC: dict[int, int | str] = {**TO_ARABIC_INDIC_DIGITS, ord("."): "٫", ord(","): "٬"}
_TO_ASCII: dict[int, int | str] = {**TO_ASCII_DIGITS, ord("٫"): ".", ord("٬"): ","}
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})*(?:\.\d{1,3})?|\d+(?:\.\d{1,3})?")


def find_digits(copy: Copy) -> Iterator[Problem]:
    """Yield the numbers that are not in the digits of the house, or of most numbers of the article."""
    wish = copy.house.digits
    if wish == "any":
        return
    found = [(match, match[0][0] in ARABIC_INDIC_DIGITS) for match in _NUMBER.finditer(copy.text)]
    arabic = sum(is_arabic for _match, is_arabic in found)
    if wish == "one" and arabic in (0, len(found)):
        return
    to_arabic = arabic * 2 > len(found) if wish == "one" else wish == "arabic"
    rule = MIXED if wish == "one" else HOUSE
    for match, is_arabic in found:
        if is_arabic != to_arabic and (written := _write(match[0], to_arabic=to_arabic)):
            yield rule.at(match.start(), match.end(), written)


def _write(number: str, *, to_arabic: bool) -> str | None:
    """Return a number in other digits; None where its signs are not those of a number: «12.05.2024»."""
    if not to_arabic:
        return number.translate(_TO_ASCII)
    return number.translate(_TO_ARABIC) if _GROUPED.fullmatch(number) else None


# singular, plural, and the accusative singular after 11 to 99 where one is sure that it stands so.
_MASCULINE = (
    "يوم أيام يوما", "عام أعوام عاما", "شهر أشهر شهرا", "أسبوع أسابيع أسبوعا", "شخص أشخاص شخصا",
    "قتيل قتلى قتيلا", "جريح جرحى جريحا", "طفل أطفال طفلا", "جندي جنود جنديا", "هدف أهداف هدفا",
    "صاروخ صواريخ صاروخا", "مقعد مقاعد مقعدا", "منزل منازل منزلا", "مصاب مصابين مصابا",
    "متر أمتار مترا", "كيلومتر كيلومترات كيلومترا", "طن أطنان طنا", "مشروع مشروعات مشروعا",
    "نائب نواب نائبا", "عضو أعضاء عضوا", "رجل رجال رجلا",
)  # fmt: skip
_FEMININE = (
    "سنة سنوات", "ساعة ساعات", "دقيقة دقائق", "دولة دول", "مرة مرات", "مدينة مدن", "قرية قرى",
    "محافظة محافظات", "شركة شركات", "حالة حالات", "سيارة سيارات", "نقطة نقاط", "مباراة مباريات",
    "طائرة طائرات", "ولاية ولايات", "غارة غارات", "جلسة جلسات", "درجة درجات", "ليلة ليال", "جامعة جامعات",
    "مدرسة مدارس", "منظمة منظمات", "امرأة نساء", "صورة صور", "كلمة كلمات", "رحلة رحلات",
)  # fmt: skip
_THREE_TO_TEN = {
    "ثلاث": "ثلاثة", "أربع": "أربعة", "خمس": "خمسة", "ست": "ستة", "سبع": "سبعة", "ثماني": "ثمانية",
    "تسع": "تسعة", "عشر": "عشرة",
}  # fmt: skip
_FOR_FEMININE = {masculine: feminine for feminine, masculine in _THREE_TO_TEN.items()}
# What is numbered, not counted, or counted by more than these digits: «الساعة 10», «المادة 5», «عام 11».
_NUMBERED = re.compile(
    r"(?:ساعة|مادة|رقم|بند|فقرة|عام|سنة|يوم|شهر|قانون|قناة|طريق|مجموعة|جولة|فئة|صفحة|دورة|قرار|فاصلة|و|إلى)\W{1,2}$"
)
# «3.5», «7ر3», «2- 10»: the digits are the end of another number.
_IS_PART = re.compile(r"(?:[\d.,/:٫٬+،ر\u200e\u200f-]|\d-? )$")
_WEEKDAY = "|".join(WEEKDAYS)
# What may follow a counted noun that governs nothing; before «عمل» it would stand so: «15 يوم عمل».
_ALONE = (
    r"(?=\s*(?:[.،؛:!؟)»\n]|\Z|\s(?:في|من|على|عن|إلى|خلال|بعد|قبل|منذ|مع|ضد|بينهم|بينها|كانوا|حتى)(?!\w)))"
)


@cache
def _nouns() -> tuple[dict[str, str], dict[str, str], dict[str, str], frozenset[str]]:
    """Return plurals, accusatives, singulars after 11 to 99, and the plurals that are feminine."""
    masculine = [line.split() for line in _MASCULINE]
    feminine = [line.split() for line in _FEMININE]
    plurals = {words[0]: words[1] for words in (*masculine, *feminine)}
    accusatives = {words[0]: words[2] for words in masculine}
    singulars = {words[1]: words[-1] if len(words) == 3 else words[0] for words in (*masculine, *feminine)}
    return plurals, accusatives, singulars, frozenset(words[1] for words in feminine)


@cache
def _counted() -> re.Pattern[str]:
    plurals, _accusatives, singulars, _feminine = _nouns()
    nouns = "|".join(sorted({*plurals, *singulars}, key=len, reverse=True))
    return re.compile(rf"(\d{{1,2}}) ({nouns}){END}(?!\s(?:{_WEEKDAY}){END})")


@cache
def _spelled() -> re.Pattern[str]:
    numbers = "|".join(sorted({*_THREE_TO_TEN, *_FOR_FEMININE}, key=len, reverse=True))
    singulars = _nouns()[2]
    return re.compile(
        rf"{START}([وفبل]?)({numbers}) ({'|'.join(sorted(singulars, key=len, reverse=True))}){END}"
    )


_AFTER_ALONE = re.compile(_ALONE)


def find_agreement(copy: Copy) -> Iterator[Problem]:
    """Yield «10 يوم» → «أيام», «11 أيام» → «يوما», «15 شخص» → «شخصا»."""
    plurals, accusatives, singulars, _feminine = _nouns()
    for match in _counted().finditer(copy.text):
        count, noun = int(match[1]), match[2]
        before = copy.text[max(0, match.start() - 12) : match.start()]
        if _NUMBERED.search(before) or _IS_PART.search(before):
            continue
        if 3 <= count <= 10 and noun in plurals:
            yield PLURAL.at(*match.span(2), plurals[noun])
        elif count > 10 and noun in singulars:
            yield SINGULAR.at(*match.span(2), singulars[noun])
        elif count > 10 and noun in accusatives and _AFTER_ALONE.match(copy.text, match.end()):
            yield SINGULAR.at(*match.span(2), accusatives[noun])


def find_gender(copy: Copy) -> Iterator[Problem]:
    """Yield «خمسة سنوات» → «خمس», «ثلاث أيام» → «ثلاثة»."""
    feminine = _nouns()[3]
    for match in _spelled().finditer(copy.text):
        is_feminine = match[3] in feminine
        right = _FOR_FEMININE.get(match[2]) if is_feminine else _THREE_TO_TEN.get(match[2])
        if right and not _NUMBERED.search(copy.text[max(0, match.start() - 12) : match.start()]):
            yield GENDER.at(*match.span(2), right)
