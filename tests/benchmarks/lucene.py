"""The rules of Lucene's Arabic analyser (light10), written from their description, to compare with."""

_LETTERS = str.maketrans(
    {"آ": "ا", "أ": "ا", "إ": "ا", "ى": "ي", "ة": "ه", "ـ": None}
    | {chr(code): None for code in range(0x064B, 0x0653)}
)
_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")


def lucene_stem(word: str) -> str:
    """Take off the first prefix that fits and each suffix once: «والعراقيين» → «عراق»."""
    word = word.translate(_LETTERS)
    for prefix in _PREFIXES:
        least = 4 if prefix == "و" else len(prefix) + 2
        if word.startswith(prefix) and len(word) >= least:
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 2:
            word = word[: -len(suffix)]
    return word
