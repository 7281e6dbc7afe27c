"""Lucene's rules for Arabic, written anew from their description: what its ArabicAnalyzer makes of a text."""

import re

from newsroom.arabic.characters import TO_ASCII_DIGITS

_WORD = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0640]+[^\W_]*)*")
_LETTERS = str.maketrans({"آ": "ا", "أ": "ا", "إ": "ا", "ى": "ي", "ة": "ه", "ـ": None})
_MARK = re.compile("[\u064b-\u0652]")
_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
_MINIMUM = 2
# Function words that a search engine drops, by meaning and not by anybody's list.
_STOP_WORDS = """
من في على إلى عن مع أن إن أو ثم كما لم لن لا ما هذا هذه ذلك تلك الذي التي الذين هو هي هم كان كانت قد كل
بعض بعد قبل عند حيث بين حتى إذا غير و ف ب ل ك أي أما إلا منذ خلال ومن وفي فيه فيها وهو وهي وقد وأن وإن
"""
_STOP = frozenset(_STOP_WORDS.split())


def analyse(text: str) -> list[str]:
    """Return the terms of a text: «والسيارات» → «سيار»."""
    words = (word.lower().translate(TO_ASCII_DIGITS) for word in _WORD.findall(text))
    return [stem(normalize(word)) for word in words if word not in _STOP]


def normalize(word: str) -> str:
    return _MARK.sub("", word).translate(_LETTERS)


def stem(word: str) -> str:
    """Take off the first prefix that fits, then each ending once, two letters left at least."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= (3 if prefix == "و" else _MINIMUM):
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MINIMUM:
            word = word[: -len(suffix)]
    return word
