"""Reduce a text to the key that tells whether two spellings are the same words."""

import unicodedata

from newsroom.arabic.characters import FOLDED_LETTERS, IGNORABLE


class _Folding(dict[int, str]):
    """Fold one code point, computed when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(char: str) -> str:
    if char in FOLDED_LETTERS:
        return FOLDED_LETTERS[char]
    if IGNORABLE.match(char):
        return ""
    match unicodedata.category(char):
        case "Cf":
            return ""
        case "Nd":
            return str(unicodedata.decimal(char))
        case category if category[0] in "LNM":
            return char
    return " "


class _LetterFolding(dict[int, str]):
    """Fold one code point but keep punctuation."""

    def __missing__(self, code: int) -> str:
        folded = _FOLDING[code]
        self[code] = kept = chr(code) if folded == " " else folded
        return kept


_FOLDING = _Folding()
_LETTERS_ALONE = {ord(letter): folded for letter, folded in FOLDED_LETTERS.items()}
_LETTER_FOLDING = _LetterFolding()


def _casefold(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def fold(text: str) -> str:
    """Return the identity key of a keyword or headline: «حُـرّيات!» → «حريات»."""
    folded = _casefold(text).translate(_FOLDING)
    # Removing a mark may bring two characters together that compose.
    return unicodedata.normalize("NFKC", " ".join(folded.split()))


def fold_word(word: str) -> str:
    """Fold a word of plain Arabic letters, letter by letter."""
    return word.translate(_LETTERS_ALONE)


def fold_words(text: str) -> str:
    """Do so for many words with spaces between: a letter at a time is quicker than a word at a time."""
    for letter, folded in FOLDED_LETTERS.items():
        text = text.replace(letter, folded)
    return text


def strip_marks(text: str) -> str:
    """Remove marks, tatweel and invisibles and keep the letters as spelled: «عـلَى» → «على»."""
    return IGNORABLE.sub("", unicodedata.normalize("NFKC", text))


def fold_letters(text: str) -> str:
    """Fold as a key does but keep punctuation: «٣١/١٢ – أيّار» → «31/12 – ايار»."""
    return " ".join(_casefold(text).translate(_LETTER_FOLDING).split())
