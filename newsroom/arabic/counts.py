"""Count nouns and tell elapsed time in the six plural forms of Arabic (CLDR: 0, 1, 2, 3–10, 11–99, other)."""

from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

Case = Literal["nominative", "genitive"]


class Noun(NamedTuple):
    """The forms of a counted noun; the accusative singular follows 11 to 99: «11 يوما»."""

    singular: str
    dual: str
    dual_genitive: str
    plural: str
    accusative: str
    feminine: bool


def _noun(singular: str, stem: str, plural: str, *, feminine: bool = False) -> Noun:
    accusative = singular if feminine or singular.endswith("ء") else f"{singular}ا"
    return Noun(singular, f"{stem}ان", f"{stem}ين", plural, accusative, feminine)


NOUNS = {
    noun.singular: noun
    for noun in (
        _noun("ثانية", "ثانيت", "ثوان", feminine=True),
        _noun("دقيقة", "دقيقت", "دقائق", feminine=True),
        _noun("ساعة", "ساعت", "ساعات", feminine=True),
        _noun("يوم", "يوم", "أيام"),
        _noun("أسبوع", "أسبوع", "أسابيع"),
        _noun("شهر", "شهر", "أشهر"),
        _noun("سنة", "سنت", "سنوات", feminine=True),
        _noun("مقال", "مقال", "مقالات"),
        _noun("نتيجة", "نتيجت", "نتائج", feminine=True),
        _noun("كلمة", "كلمت", "كلمات", feminine=True),
        _noun("صورة", "صورت", "صور", feminine=True),
        _noun("رابط", "رابط", "روابط"),
        _noun("تعليق", "تعليق", "تعليقات"),
    )
}


def counted(n: int, noun: str, case: Case = "nominative") -> str:
    """Write a number with its noun: 2 نتيجة → «نتيجتان», 11 يوم → «11 يوما»."""
    forms = _forms(noun)
    match plural_form(n):
        case "zero":
            return f"لا {forms.plural}"
        case "one":
            return f"{forms.singular} {'واحدة' if forms.feminine else 'واحد'}"
        case "two":
            return forms.dual if case == "nominative" else forms.dual_genitive
        case "few":
            return f"{n} {forms.plural}"
        case "many":
            return f"{n} {forms.accusative}"
    return f"{n} {forms.singular}"


def _forms(noun: str) -> Noun:
    try:
        return NOUNS[noun]
    except KeyError:
        raise ValueError(f"unknown noun {noun!r}, allowed: {'، '.join(NOUNS)}") from None


def plural_form(n: int) -> Literal["zero", "one", "two", "few", "many", "other"]:
    """Return the CLDR plural category of a whole number in Arabic."""
    n = abs(n)
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


_UNITS = (
    (timedelta(days=365), "سنة"),
    (timedelta(days=30), "شهر"),
    (timedelta(days=7), "أسبوع"),
    (timedelta(days=1), "يوم"),
    (timedelta(hours=1), "ساعة"),
    (timedelta(minutes=1), "دقيقة"),
)


def since(then: date, now: date) -> str:
    """Tell how long ago something was, in its largest unit: «منذ ساعتين», «منذ 3 أيام», «الآن»."""
    if not (isinstance(then, datetime) and isinstance(now, datetime)):
        return _since_day(then, now)
    return _tell(now - then) or "الآن"


def _since_day(then: date, now: date) -> str:
    days = [date(day.year, day.month, day.day) for day in (then, now)]
    return _tell(days[1] - days[0]) or "اليوم"


def _tell(elapsed: timedelta) -> str:
    for unit, noun in _UNITS:
        if n := abs(elapsed) // unit:
            past = elapsed > timedelta(0)
            count = NOUNS[noun].singular if n == 1 else counted(n, noun, "genitive")
            return f"{'منذ' if past else 'بعد'} {count}"
    return ""
