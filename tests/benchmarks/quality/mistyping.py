"""Type a query as people do: other letters, clitics, number, digits and one slip of the finger.

Each function takes the words of a query and returns them changed, or None where nothing can be.
"""

import random
import re
from collections.abc import Callable

from newsroom.arabic import fold
from tests.benchmarks.quality.vocabulary import Vocabulary

Words = list[str]
Mistype = Callable[[Words, Vocabulary, random.Random], Words | None]

_OTHER_LETTER = {
    "أ": "اإ", "إ": "اأ", "آ": "اأ", "ة": "ه", "ى": "ي", "ي": "ى", "ؤ": "ئ", "ئ": "ؤ",
}  # fmt: skip
_MARKS = "\u064e\u064f\u0650\u0651\u0652"
_KEYBOARD = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ")
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال")
_ADDED = ("و", "ب", "ل", "ف", "ال", "وال", "بال", "لل")
_SHORTEST = 4
# Singular and broken plural; the sound ones are made by rule where both forms are in the articles.
_PLURALS = """
حزب أحزاب|رئيس رؤساء|وزير وزراء|دولة دول|مدينة مدن|قرية قرى|صاروخ صواريخ|حرب حروب|سجن سجون|قانون قوانين
طفل أطفال|عامل عمال|طالب طلاب|مدرسة مدارس|شارع شوارع|جيش جيوش|سوق أسواق|سعر أسعار|فريق فرق|لقب ألقاب
هدف أهداف|نائب نواب|حاكم حكام|شاعر شعراء|كاتب كتاب|فيلم أفلام|مرض أمراض|طبيب أطباء|دواء أدوية
مشروع مشاريع|برنامج برامج|عاصمة عواصم|خبير خبراء|سفير سفراء|زعيم زعماء
شهيد شهداء|قائد قادة|جندي جنود|سلاح أسلحة|طائرة طائرات|سفينة سفن|ميناء موانئ
مصنع مصانع|بنك بنوك|فندق فنادق|منزل منازل|بيت بيوت|جبل جبال|نهر أنهار|بحر بحار|جزيرة جزر|أزمة أزمات|قضية قضايا
""".strip().replace("\n", "|")
_PAIRS = [tuple(fold(pair).split()) for pair in _PLURALS.split("|")]
_BROKEN = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}


def typed_letters(words: Words, _vocabulary: Vocabulary, chance: random.Random) -> Words | None:
    changed = [_other_letters(word, chance) for word in words]
    return changed if changed != words else None


def _other_letters(word: str, chance: random.Random) -> str:
    """Change hamza, ة and ى wherever they stand two times in three; add a mark one time in five."""
    letters = []
    for place, letter in enumerate(word):
        is_last = place == len(word) - 1
        others = _OTHER_LETTER.get(letter, "")
        if letter == "ه" and is_last and len(word) > _SHORTEST:
            others = "ة"
        if letter in "يى" and not is_last:
            others = ""
        letters.append(chance.choice(others) if others and chance.random() < 2 / 3 else letter)
        if letter.isalpha() and chance.random() < 1 / (5 * len(word)):
            letters.append(chance.choice(_MARKS))
    return "".join(letters)


def clitics(words: Words, vocabulary: Vocabulary, chance: random.Random) -> Words | None:
    return _change_one(words, chance, lambda word: _other_clitic(word, vocabulary, chance))


def _other_clitic(word: str, vocabulary: Vocabulary, chance: random.Random) -> str | None:
    """Take a clitic off, or put one on a word without: «للحزب» → «الحزب», «حزب» → «والحزب»."""
    if not re.fullmatch("[ء-ي]{3,}", word):
        return None
    prefix = next((each for each in _PREFIXES if word.startswith(each)), "")
    bare = word[len(prefix) :]
    if prefix and vocabulary.count(fold(bare)) >= 3:
        return bare if chance.random() < 0.5 else f"{chance.choice(_PREFIXES)}{bare}"
    if word[0] in "ولبف" and vocabulary.count(fold(word[1:])) > vocabulary.count(fold(word)):
        return word[1:]
    return f"{chance.choice(_ADDED)}{word}" if not prefix else None


def number(words: Words, vocabulary: Vocabulary, chance: random.Random) -> Words | None:
    return _change_one(words, chance, lambda word: _other_number(word, vocabulary, chance))


def _other_number(word: str, vocabulary: Vocabulary, chance: random.Random) -> str | None:
    """Take another number that the articles know: «سيارة» → «السيارات», «سيارتين»."""
    prefix = next((each for each in _PREFIXES if word.startswith(each)), "")
    bare = fold(word[len(prefix) :])
    if bare in _BROKEN:
        return prefix + _BROKEN[bare]
    known = [other for other in _sound_numbers(bare, word) if vocabulary.count(other) >= 3]
    return prefix + chance.choice(known) if known else None


def _sound_numbers(bare: str, word: str) -> list[str]:
    if word.endswith(("ة", "ه")):
        return [bare[:-1] + ending for ending in ("ات", "تين", "تان")]
    if bare.endswith("ات"):
        return [bare[:-2] + ending for ending in ("ه", "تين", "تان")]
    if bare.endswith(("ين", "ون", "ان")) and len(bare) > _SHORTEST:
        return [bare[:-2] + ending for ending in ("", "ين", "ون") if bare[-2:] != ending]
    return [bare + ending for ending in ("ين", "ون", "ان")]


def digits(words: Words, _vocabulary: Vocabulary, chance: random.Random) -> Words | None:
    """Write numbers in the other digits, long ones also in groups: «2500» → «٢٥٠٠», «٢٬٥٠٠»."""
    changed = [_other_digits(word, chance) if word.isdecimal() else word for word in words]
    return changed if changed != words else None


def _other_digits(word: str, chance: random.Random) -> str:
    if not word.isascii():
        return fold(word)
    text = (
        f"{int(word):,}".replace(",", "٬")
        if int(word) > 9999 and word[0] != "0" and chance.random() < 0.5
        else word
    )
    return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def typo(words: Words, _vocabulary: Vocabulary, chance: random.Random) -> Words | None:
    return _change_one(words, chance, lambda word: _slip(word, chance))


def _slip(word: str, chance: random.Random) -> str | None:
    """Leave out, double, swap or miss one letter by one key."""
    if len(word) < _SHORTEST or not re.fullmatch("[ء-ي]+", word):
        return None
    place = chance.randrange(len(word))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    match chance.randrange(4):
        case 0:
            changed = before + after
        case 1:
            changed = before + letter + _neighbour(letter, chance) + after
        case 2 if after:
            changed = before + after[0] + letter + after[1:]
        case _:
            changed = before + _neighbour(letter, chance) + after
    return changed if fold(changed) != fold(word) else None


def _neighbour(letter: str, chance: random.Random) -> str:
    for row in _KEYBOARD:
        if letter in row:
            at = row.index(letter)
            return chance.choice(row[max(at - 1, 0) : at] + row[at + 1 : at + 2])
    return chance.choice(_LETTERS)


def mixed(words: Words, vocabulary: Vocabulary, chance: random.Random) -> Words | None:
    """Change clitic or number, slip in another word, and type other letters throughout."""
    inflect = chance.choice((clitics, number))
    inflected = inflect(words, vocabulary, chance) or clitics(words, vocabulary, chance)
    slipped = inflected and typo(inflected, vocabulary, chance)
    return slipped and (typed_letters(slipped, vocabulary, chance) or slipped)


def _change_one(words: Words, chance: random.Random, change: Callable[[str], str | None]) -> Words | None:
    """Change the first of the words, taken in any order, that can be."""
    for place in chance.sample(range(len(words)), len(words)):
        changed = change(words[place])
        if changed and changed != words[place]:
            return [*words[:place], changed, *words[place + 1 :]]
    return None
