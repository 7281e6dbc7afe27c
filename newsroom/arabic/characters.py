"""Name the characters of Arabic text: letters, marks, invisibles, digits and look-alikes."""

import re
import unicodedata
from typing import Literal

TATWEEL = "\u0640"

# Bodies of character classes, to be put between brackets in a pattern.
MARKS = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff"
)
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
JOINERS = "\u200c\u200d"
INVISIBLES = f"\u00ad\u200b{JOINERS}{BIDI_CONTROLS}\u2060-\u2065\u206a-\u206f\ufeff"
LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5"
    "\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c7"
)
PRESENTATION_FORMS = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
ARABIC = f"{LETTERS}{PRESENTATION_FORMS}"
ARABIC_INDIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ASCII_DIGITS = "0123456789"
ANY_DIGIT = f"{ASCII_DIGITS}{ARABIC_INDIC_DIGITS}{PERSIAN_DIGITS}"

# Persian, Urdu and Kurdish letters that look like an Arabic one; پ چ ژ گ are letters of their own.
LOOK_ALIKES = {
    "ی": "ي",
    "ے": "ي",
    "ۓ": "ي",
    "ک": "ك",
    "ڪ": "ك",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ۀ": "ه",
    "ۂ": "ه",
    "ۃ": "ة",
}
FOLDED_LETTERS = {
    **LOOK_ALIKES,
    "ۃ": "ه",
    "آ": "ا",
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
    "ٲ": "ا",
    "ٳ": "ا",
    "ى": "ي",
    "ة": "ه",
    "ؤ": "ء",
    "ئ": "ء",
    "\u0674": "ء",
}

ARABIC_LETTER = re.compile(f"[{ARABIC}]")
MARK = re.compile(f"[{MARKS}]")
IGNORABLE = re.compile(f"[{MARKS}{INVISIBLES}{TATWEEL}]")
TO_ASCII_DIGITS = str.maketrans(ARABIC_INDIC_DIGITS + PERSIAN_DIGITS, ASCII_DIGITS * 2)
TO_ARABIC_INDIC_DIGITS = str.maketrans(ASCII_DIGITS, ARABIC_INDIC_DIGITS)


def is_arabic(text: str) -> bool:
    """Tell whether at least half of the letters of a text are Arabic."""
    letters = sum(map(str.isalpha, text))
    arabic = sum(map(str.isalpha, ARABIC_LETTER.findall(text)))
    return 0 < letters <= arabic * 2


def direction(text: str) -> Literal["rtl", "ltr"]:
    """Return the direction of the first strong character; a text without one is right to left."""
    for char in text:
        match unicodedata.bidirectional(char):
            case "R" | "AL":
                return "rtl"
            case "L":
                return "ltr"
    return "rtl"
