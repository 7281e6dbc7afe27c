"""Characters that have no place in Arabic copy, and marks of other languages."""

import re

from newsroom.arabic.characters import (
    ARABIC,
    ARABIC_INDIC_DIGITS,
    JOINERS,
    LOOK_ALIKES,
    MARKS,
    PERSIAN_DIGITS,
    TATWEEL,
)
from newsroom.arabic.linting.rules import BASE, END, LETTER, Pattern, ask, put, safe
from newsroom.arabic.typography import repair, write_arabic_letters

COMMA = safe("latin-comma", "فاصلة لاتينية بعد كلمة عربية")
SEMICOLON = safe("latin-semicolon", "فاصلة منقوطة لاتينية بعد كلمة عربية")
QUESTION = safe("latin-question-mark", "علامة استفهام لاتينية بعد كلمة عربية")
KASHIDA = safe("decorative-tatweel", "تطويل للزينة داخل الكلمة")
NO_TATWEEL = ask("missing-tatweel", "تنقص الكشيدة بعد الحرف المتصل بما ليس حرفا", "advice")
PERSIAN = safe("persian-digits", "أرقام فارسية في نص عربي")
DOUBLED = safe("doubled-marks", "حركة مكررة")
COMMAS = safe("doubled-comma", "فاصلة مكررة")
HIDDEN = safe("stray-zero-width", "محرف خفي بلا عرض")
BIDI = ask("hidden-direction", "محرف خفي يغيّر اتجاه النص", "advice")
FORMS = safe("presentation-form", "حروف بصورها الطباعية لا بأصلها")
ALIKE = safe("look-alike-letter", "حرف فارسي يشبه العربي")
HAMZA = safe("tanween-after-hamza", "التنوين بعد «اء» لا تتبعه ألف")
DOTS = ask("dots", "نقاط متتابعة: ثلاث تكفي", "advice")
RULES = (
    COMMA, SEMICOLON, QUESTION, KASHIDA, NO_TATWEEL, PERSIAN, DOUBLED, COMMAS, HIDDEN, BIDI, FORMS, ALIKE,
    HAMZA, DOTS,
)  # fmt: skip

_TO_ARABIC_DIGITS = str.maketrans(PERSIAN_DIGITS, ARABIC_INDIC_DIGITS)
_NEAR, _PHRASE = 20, 40
_FOREIGN = re.compile("[پچژگ]")
_NO_LETTER = f"[^{ARABIC}{MARKS}{TATWEEL}]"


def _write_arabic_letter(match: re.Match[str]) -> str | None:
    """Return the Arabic letter, unless the word around it holds a letter that Arabic lacks."""
    text, start = match.string, match.start()
    if _FOREIGN.search(text, max(0, start - _PHRASE), start + _PHRASE):
        return None  # a phrase of Persian
    before = re.split(_NO_LETTER, text[max(0, start - _NEAR) : start])[-1]
    after = re.split(_NO_LETTER, text[start : start + _NEAR])[0]
    return write_arabic_letters(before + after)[len(before)]


def _names_a_vitamin(match: re.Match[str]) -> bool:
    return "فيتامين" in match.string[max(0, match.start() - 40) : match.start()]


PATTERNS = (
    # «دمشق, بغداد» → «دمشق، بغداد»; not in «1,234».
    Pattern(COMMA, re.compile(rf"(?<={LETTER}),(?!\d)"), put("،"), ","),
    # «وصل; ثم» → «وصل؛ ثم»
    Pattern(SEMICOLON, re.compile(rf"(?<={LETTER});"), put("؛"), ";"),
    # «وكيف تشكلت?» → «وكيف تشكلت؟»
    Pattern(QUESTION, re.compile(rf"(?<={LETTER})\?"), put("؟"), "?"),
    # «عمــر» → «عمر»; the tatweel of «لـ"تعزيز"», «الـ65» and «لـرويترز» stays.
    Pattern(
        KASHIDA,
        re.compile(
            f"(?<=[{ARABIC}{MARKS}])(?<!\\b[لبكا])(?<!\\b[وف][لبك])(?<!\\bال)(?<!\\b[وفب]ال)(?<!\\bلل)"
            f"{TATWEEL}++(?=[{MARKS}]*+{BASE})|(?<={BASE}){TATWEEL}{{2,}}+(?=[{MARKS}]*+{BASE})"
        ),
        put(""),
        TATWEEL,
    ),
    # «ل«اليد»» → «لـ«اليد»», «ال 65» → «الـ65», «ل457» → «لـ457»
    Pattern(
        NO_TATWEEL,
        re.compile(r"(?<!\w)(?P<head>[وف]?[لبك]|[وفب]?ال|لل)(?:(?=[«“\d])| (?=\d))(?<![وفب]ال(?=[«“]))"),
        lambda match: None if _names_a_vitamin(match) else f"{match['head']}{TATWEEL}",
    ),
    # «۴۵» → «٤٥»: the two sets have different bidi classes, and ranges change their order.
    Pattern(
        PERSIAN,
        re.compile(f"[{PERSIAN_DIGITS}]++"),
        lambda match: match[0].translate(_TO_ARABIC_DIGITS),
        PERSIAN_DIGITS,
    ),
    # «أولاًً» → «أولاً»
    Pattern(DOUBLED, re.compile(f"([{MARKS}])\\1++"), lambda match: match[1]),
    Pattern(COMMAS, re.compile("،(?:\\s?،)++"), put("،"), "،"),
    Pattern(
        HIDDEN,
        re.compile(f"[\u00ad\u200b\u2060\ufeff]++|(?<![{ARABIC}{MARKS}{TATWEEL}{JOINERS}])[{JOINERS}]++"),
        put(""),
        "\u00ad\u200b\u2060\ufeff\u200c\u200d",
    ),
    # Between Arabic letters and spaces a mark of direction changes nothing that is seen.
    Pattern(
        BIDI,
        re.compile(f"(?<=[{ARABIC}{MARKS}\\s،.])[\u061c\u200e\u200f]++(?=[{ARABIC}\\s،.]|\\Z)"),
        put(""),
        "\u061c\u200e\u200f",
    ),
    # «اﻷخبار» → «الأخبار»; the ligatures of a whole phrase (ﷲ ﷺ) are meant.
    Pattern(
        FORMS,
        re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdef\ufe70-\ufefc]++"),
        lambda match: repair(match[0]),
    ),
    # «وزیر» → «وزير»; in «پاکستان» the letter is its own.
    Pattern(ALIKE, re.compile(f"[{''.join(LOOK_ALIKES)}]"), _write_arabic_letter),
    # «مساءاً» → «مساءً»
    Pattern(HAMZA, re.compile(f"(?<=اء)(?:ًا|اً){END}"), put("ً"), "ً"),
    # «....» → «...»
    Pattern(DOTS, re.compile(r"(?<!\.)\.{4,}+"), put("...")),
)
