"""The typographic rules of Arabic copy, after W3C alreq, CLDR punctuation and the guides of newsrooms."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from newsroom.arabic.characters import (
    ARABIC,
    ARABIC_INDIC_DIGITS,
    JOINERS,
    LOOK_ALIKES,
    MARKS,
    PERSIAN_DIGITS,
    TATWEEL,
)
from newsroom.arabic.months import NAMES
from newsroom.arabic.typography import repair, write_arabic_letters


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that is wrong wherever it matches, what to tell of it and what to put there."""

    id: str
    pattern: re.Pattern[str]
    message: str
    replace: Callable[[re.Match[str]], str | None]
    is_safe: bool = True


def _with(text: str) -> Callable[[re.Match[str]], str]:
    return lambda match: text


_LETTER = f"[{ARABIC}{MARKS}{TATWEEL}]"
_BASE = f"[{ARABIC}]"
_TO_ARABIC_DIGITS = str.maketrans(PERSIAN_DIGITS, ARABIC_INDIC_DIGITS)
_MONTH = "|".join(sorted({name for names in NAMES.values() for name in names}, key=len, reverse=True))
_NEAR = 20
_NO_LETTER = f"[^{ARABIC}{MARKS}{TATWEEL}]"


def _write_arabic_letter(match: re.Match[str]) -> str | None:
    """Return the Arabic letter, unless the word around it holds a letter that Arabic lacks."""
    text, start = match.string, match.start()
    before = re.split(_NO_LETTER, text[max(0, start - _NEAR) : start])[-1]
    after = re.split(_NO_LETTER, text[start : start + _NEAR])[0]
    return write_arabic_letters(before + after)[len(before)]


# Verbal nouns of the seventh, eighth and tenth forms, and some of the ten nouns that begin with a wasla.
_WASL_STEMS = (
    "تحاد|تفاق|تصال|تهام|جتماع|حتجاج|حتفال|حتلال|حترام|حتمال|ختيار|ختبار|رتفاع|رتباط|شتباك|عتبار|عتداء|عتراف"
    "|عتقال|عتماد|قتصاد|قتراح|كتشاف|لتزام|متحان|متداد|نتخاب|نتشار|نتصار|نتظار|نتقال|نتهاء|نخفاض|نسحاب|نطلاق|نفجار"
    "|نقسام|هتمام|ستثمار|ستخدام|ستشهاد|ستعداد|ستقبال|ستقرار|ستقلال|ستمرار|ستهداف|ستئناف"
)
_WASL_WORDS = "قرأ|سم|سمه|سمها|بن|بنه|بنها|بنة|بنته|مرأة"

RULES = (
    # «دمشق, بغداد» → «دمشق، بغداد»; not in «1,234».
    Rule("latin-comma", re.compile(rf"(?<={_LETTER}),(?!\d)"), "فاصلة لاتينية بعد كلمة عربية", _with("،")),
    # «وصل; ثم» → «وصل؛ ثم»
    Rule(
        "latin-semicolon",
        re.compile(rf"(?<={_LETTER});"),
        "فاصلة منقوطة لاتينية بعد كلمة عربية",
        _with("؛"),
    ),
    # «وكيف تشكلت?» → «وكيف تشكلت؟»
    Rule(
        "latin-question-mark",
        re.compile(rf"(?<={_LETTER})\?"),
        "علامة استفهام لاتينية بعد كلمة عربية",
        _with("؟"),
    ),
    # «قال،ثم» → «قال، ثم», «الوزارة.وأكد» → «الوزارة. وأكد»; not in «أ.ف.ب» or «د.أحمد».
    Rule(
        "space-after-punctuation",
        re.compile(rf"(?<=[،؛؟])(?={_BASE})|(?<={_BASE}[:!])(?={_BASE})|(?<={_BASE}{{4}}\.)(?={_BASE}{{4}})"),
        "لا مسافة بعد علامة الترقيم",
        _with(" "),
    ),
    # «محمد و أحمد» → «محمد وأحمد»; not in «أ و ب».
    Rule(
        "separated-waw",
        re.compile(rf"(?<={_LETTER}{{2}} و) (?={_BASE}{{2}})|(?<=[،؛»\"] و) (?={_BASE}{{2}})"),
        "واو العطف مفصولة عن الكلمة",
        _with(""),
    ),
    # «عمــر» → «عمر»; the tatweel of «لـ"تعزيز"», «الـ65» and «لـرويترز» stays.
    Rule(
        "decorative-tatweel",
        re.compile(
            f"(?<=[{ARABIC}{MARKS}])(?<!\\b[لبكا])(?<!\\b[وف][لبك])(?<!\\bال)(?<!\\b[وفب]ال)(?<!\\bلل)"
            f"{TATWEEL}++(?=[{MARKS}]*+{_BASE})|(?<={_BASE}){TATWEEL}{{2,}}+(?=[{MARKS}]*+{_BASE})"
        ),
        "تطويل للزينة داخل الكلمة",
        _with(""),
    ),
    # «مساءاً» → «مساءً»
    Rule(
        "tanween-after-hamza",
        re.compile(f"(?<=اء)(?:ًا|اً)(?!{_LETTER})"),
        "التنوين بعد «اء» لا تتبعه ألف",
        _with("ً"),
    ),
    # «۴۵» → «٤٥»: the two sets have different bidi classes, and ranges change their order.
    Rule(
        "persian-digits",
        re.compile(f"[{PERSIAN_DIGITS}]++"),
        "أرقام فارسية في نص عربي",
        lambda match: match[0].translate(_TO_ARABIC_DIGITS),
    ),
    # «أولاًً» → «أولاً»
    Rule("doubled-marks", re.compile(f"([{MARKS}])\\1++"), "حركة مكررة", lambda match: match[1]),
    Rule(
        "stray-zero-width",
        re.compile(f"[\u00ad\u200b\u2060\ufeff]++|(?<![{ARABIC}{MARKS}{TATWEEL}{JOINERS}])[{JOINERS}]++"),
        "محرف خفي بلا عرض",
        _with(""),
    ),
    # «فبراير/ شباط» → «فبراير/شباط»
    Rule(
        "dual-month-spacing",
        re.compile(rf"(?<!\w)({_MONTH})(?: /| (?=/)/ |/ )(?=(?:{_MONTH})(?!\w))"),
        "مسافة حول الشرطة بين اسمي الشهر",
        lambda match: f"{match[1]}/",
    ),
    # «اﻷخبار» → «الأخبار»; the ligatures of a whole phrase (ﷲ ﷺ) are meant.
    Rule(
        "presentation-form",
        re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdef\ufe70-\ufefc]++"),
        "حروف بصورها الطباعية لا بأصلها",
        lambda match: repair(match[0]),
    ),
    # «وزیر» → «وزير»; in «پاکستان» the letter is its own.
    Rule(
        "look-alike-letter",
        re.compile(f"[{''.join(LOOK_ALIKES)}]"),
        "حرف فارسي يشبه العربي",
        _write_arabic_letter,
    ),
    # «الى» → «إلى»; only words that can be nothing else.
    Rule(
        "missing-hamza",
        re.compile(
            rf"(?<!\w)(?:(?=الى(?!{_LETTER}))ا|(?P<before>[وبل]?(?:ال)?)ا(?=سرائيل(?:ي|ية|يين|يون)?(?!{_LETTER})))"
        ),
        "همزة القطع ساقطة",
        lambda match: f"{match['before'] or ''}إ",
    ),
    # «إقرأ» → «اقرأ», «الإتحاد» → «الاتحاد»; not «إسماعيل».
    Rule(
        "hamzat-wasl",
        re.compile(
            rf"(?<!\w)(?P<before>[وفبكل]?(?:ال|لل)?)إ(?=(?:{_WASL_STEMS})|(?:{_WASL_WORDS})(?!{_LETTER}))"
        ),
        "همزة وصل كتبت همزة قطع",
        lambda match: f"{match['before']}ا",
        is_safe=False,
    ),
)
