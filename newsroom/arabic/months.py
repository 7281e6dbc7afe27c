"""Name the months and weekdays as the regions of the Arab press print them (after CLDR 46 and use)."""

from typing import Literal

from newsroom.arabic.normalize import fold

Months = Literal["egyptian", "levantine", "maghreb", "moroccan", "mauritanian"]

EGYPTIAN = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
LEVANTINE = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
    "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip
MAGHREB = (
    "جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان",
    "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
MOROCCAN = (
    "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
    "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
)  # fmt: skip
MAURITANIAN = (
    "يناير", "فبراير", "مارس", "إبريل", "مايو", "يونيو",
    "يوليو", "أغشت", "شتمبر", "أكتوبر", "نوفمبر", "دجمبر",
)  # fmt: skip
HIJRI = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
    "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
)  # fmt: skip
ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# On sites of the Maghreb.
FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
# Monday first, as date.weekday() counts.
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")

NAMES: dict[Months, tuple[str, ...]] = {
    "egyptian": EGYPTIAN,
    "levantine": LEVANTINE,
    "maghreb": MAGHREB,
    "moroccan": MOROCCAN,
    "mauritanian": MAURITANIAN,
}

# Other spellings seen on Arabic news pages; hamza, ى and ة are folded before the comparison.
_GREGORIAN_VARIANTS: dict[int, tuple[str, ...]] = {
    1: ("كانون ثاني", "كانون ثان"),
    2: ("فيبراير",),
    3: ("ادار",),
    6: ("يونيه",),
    7: ("يوليه", "جوييه"),
    8: ("اغسطوس", "اوغسطس", "اغشت"),
    9: ("سبتنبر", "ايلول", "شتنبر"),
    10: ("تشرين اول", "اكتوبير"),
    11: ("تشرين ثاني", "تشرين ثان", "نونبر"),
    12: ("كانون اول", "دجنبر", "ديسيمبر"),
}
_HIJRI_VARIANTS: dict[int, tuple[str, ...]] = {
    1: ("المحرم", "محرم الحرام"),
    2: ("صفر الخير",),
    3: ("ربيع اول",),
    4: ("ربيع الثاني", "ربيع ثاني", "ربيع اخر"),
    5: ("جمادى الاول", "جماد الاول", "جماد الاولى", "جمادى اولى"),
    6: ("جمادى الثانية", "جمادى الاخر", "جماد الاخر", "جماد الاخرة", "جماد الثاني", "جمادى الثاني"),
    7: ("رجب الفرد",),
    9: ("رمضان المبارك",),
    11: ("ذي القعدة", "ذا القعدة"),
    12: ("ذي الحجة", "ذا الحجة"),
}
_WEEKDAY_VARIANTS: dict[int, tuple[str, ...]] = {
    0: ("اثنين", "الاتنين", "الإثنين", "monday", "mon"),
    1: ("الثلاثا", "ثلاثاء", "tuesday", "tue", "tues"),
    2: ("الاربعا", "اربعاء", "wednesday", "wed"),
    3: ("خميس", "thursday", "thu", "thur", "thurs"),
    4: ("جمعة", "friday", "fri"),
    5: ("سبت", "saturday", "sat"),
    6: ("احد", "sunday", "sun"),
}


def _table(*lists: tuple[str, ...], variants: dict[int, tuple[str, ...]], first: int) -> dict[str, int]:
    numbered = [(name, number) for names in lists for number, name in enumerate(names, first)]
    numbered += [(name, number) for number, names in variants.items() for name in names]
    return {fold(name): number for name, number in numbered}


_SHORT_ENGLISH = tuple(name[:3] for name in ENGLISH)
GREGORIAN_MONTHS = _table(
    *NAMES.values(), ENGLISH, _SHORT_ENGLISH, FRENCH, variants=_GREGORIAN_VARIANTS, first=1
) | {"sept": 9}
HIJRI_MONTHS = _table(HIJRI, variants=_HIJRI_VARIANTS, first=1)
WEEKDAY_NUMBERS = _table(WEEKDAYS, variants=_WEEKDAY_VARIANTS, first=0)

_UNITS = ["الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع"]
_TENS = {"العشرين": 20, "العشرون": 20, "الثلاثين": 30, "الثلاثون": 30}
ORDINALS = (
    {fold(word): number for number, word in enumerate([*_UNITS, "العاشر"], 1)}
    | {fold(f"{word} عشر"): number for number, word in enumerate(["الحادي", *_UNITS[1:]], 11)}
    | {
        fold(f"{word} و{tens}"): number + ten
        for number, word in enumerate(["الحادي", *_UNITS[1:]], 1)
        for tens, ten in _TENS.items()
    }
    | {fold(word): ten for word, ten in _TENS.items()}
)


def _take(words: list[str], table: dict[str, int]) -> tuple[list[int], list[str]]:
    """Part the names of a table, the longest first, from the other words."""
    taken, rest, index = [], [], 0
    while index < len(words):
        pair = " ".join(words[index : index + 2])
        size = 2 if pair in table else 1
        if (name := " ".join(words[index : index + size])) in table:
            taken.append(table[name])
        else:
            rest.append(words[index])
        index += size
    return taken, rest


def take_months(words: list[str]) -> tuple[set[tuple[int, bool]], list[str]]:
    """Return the months named among folded words, with whether each is Hijri, and the other words."""
    gregorian, rest = _take(words, GREGORIAN_MONTHS)
    hijri, rest = _take(rest, HIJRI_MONTHS)
    return {(month, False) for month in gregorian} | {(month, True) for month in hijri}, rest


def take_numbers(words: list[str]) -> tuple[list[int], list[str]]:
    """Return the numbers among folded words, in digits or as ordinals, and the other words."""
    digits = [int(word) for word in words if word.isdecimal()]
    ordinals, rest = _take([word for word in words if not word.isdecimal()], ORDINALS)
    return digits + ordinals, rest
