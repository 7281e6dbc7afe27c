import gzip
import json
import os
from pathlib import Path

import pytest

from newsroom.arabic import restore
from newsroom.arabic.mojibake import may_be_damaged

CORPUS = os.environ.get("NEWSROOM_CORPUS")
TEXT = "افتتحت بلدية مرسى النخيل سوق السمك الجديدة، بحضور الصيادين وأهالي الحي."
HEADLINE = "قطار الجبل يعود إلى السفح"


def mangle(text, *steps):
    """Write in one encoding and read in another, once or more: ("utf-8", "cp1256")."""
    for written_in, read_as in steps:
        text = text.encode(written_in).decode(read_as)
    return text


DAMAGES = {
    "ط§ظ„": [("utf-8", "cp1256")],
    "Ø§Ù with controls": [("utf-8", "latin-1")],
    "ÇáÓæÞ": [("cp1256", "latin-1")],
    "ÇáÓæÞ by cp1252": [("cp1256", "cp1252")],
    "╪د┘": [("utf-8", "cp720")],
    "انسèب": [("iso8859-6", "cp1256")],
    "ط·آ§ط¸": [("utf-8", "cp1256"), ("utf-8", "cp1256")],
    "Ã˜Â§": [("utf-8", "latin-1"), ("utf-8", "latin-1")],
    "أکآ§": [("utf-8", "latin-1"), ("utf-8", "cp1256")],
}


@pytest.mark.parametrize("steps", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("text", [TEXT, HEADLINE, f"<p>{TEXT}</p><p>{HEADLINE}</p>"])
def test_a_text_read_in_a_wrong_encoding_is_made_right(text, steps):
    damaged = mangle(text, *steps)
    assert damaged != text
    restored = restore(damaged)
    assert (restored.text, restored.is_repaired, restored.is_suspect) == (text, True, False)


def test_cp1252_as_browsers_have_it_with_controls_in_its_gaps_is_undone():
    read = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in TEXT.encode())
    assert restore(read).text == TEXT


def test_only_the_damaged_lines_of_a_text_are_touched():
    text = f"{TEXT}\n{mangle(HEADLINE, ('cp1256', 'latin-1'))}\nL’été à Genève\n{TEXT}"
    assert restore(text).text == f"{TEXT}\n{HEADLINE}\nL’été à Genève\n{TEXT}"


def test_a_damaged_part_of_a_right_line_is_mended():
    assert restore(f"{HEADLINE} {mangle(TEXT, ('utf-8', 'cp1256'))}").text == f"{HEADLINE} {TEXT}"


def test_a_tatweel_of_windows_1256_after_an_arabic_letter_is_one_again():
    assert restore("عام 1435 هÜ").text == "عام 1435 هـ"


@pytest.mark.parametrize(
    "text",
    [
        mangle(TEXT, ("utf-8", "cp1256")).replace("§", ""),  # bytes are lost: nobody knows which
        f"قال {mangle('فلگڤ زژپک', ('utf-8', 'cp1256'))} أمس",  # no words that we know
    ],
)
def test_what_cannot_be_mended_for_sure_is_flagged_and_stays(text):
    restored = restore(text)
    assert restored.is_suspect
    assert restored.text == text


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "قال إن «الحفظ» و§ 5 من القانون… و‏شركة ®",
        "L’Élysée a déclaré à Paris : « Ça ira », été, où, Noël, É, À, Ô",
        "Über den Straßen Österreichs: ÄÖÜ äöü ß, GRÖSSE",
        "İstanbul’da güneşli, ılık; ÇÖĞÜŞ, çöğüş, ÂÎÛ",
        "El Niño llegó a Ñuñoa; ¿qué pasó? ¡ÁÉÍ!",
        "وزیر امور خارجهٔ ایران گفت: «پنج ژنرال گریختند» که چگونه",
        "پاکستان کے وزیر خارجہ نے کہا ہے کہ ٹھیک ڈاکٹر گھر",
        "ئەمڕۆ لە هەولێر کۆبوونەوەیەک کرا",
        "Команда «Спартак» выиграла",
        "20 °C ± 5 µm, ½ × ¾ ÷ 3",
        "محفظة™ الحظ© لفظ® خط± غلط§",
        "┌──┐ │ جدول │ └──┘",
        "قرأ ﷽ ثم ﷺ و«ﻷن»",
        "ﺍﻟﺠﺰﻳﺮﺓ ﺍﻟﺨﻀﺮﺍﺀ ﻓﻲ ﺍﻟﺒﺤﺮ",
        "",
    ],
)
def test_a_right_text_of_any_language_stays_as_it_is(text):
    restored = restore(text)
    assert (restored.text, restored.is_repaired, restored.is_suspect) == (text, False, False)


def to_the_eye(text):
    """Write a text as some PDF files do: by shapes, in the order of the eye."""
    shapes = {"ا": "ﺍﺎﺍﺎ", "ل": "ﻝﻞﻟﻠ", "س": "ﺱﺲﺳﺴ", "و": "ﻭﻮﻭﻮ", "ق": "ﻕﻖﻗﻘ", "م": "ﻡﻢﻣﻤ", "ك": "ﻙﻚﻛﻜ", "ب": "ﺏﺐﺑﺒ", "ح": "ﺡﺢﺣﺤ", "ر": "ﺭﺮﺭﺮ", "ي": "ﻱﻲﻳﻴ", "ن": "ﻥﻦﻧﻨ"}  # fmt: skip # noqa: E501
    shaped = ""
    for number, char in enumerate(text):
        before = number > 0 and text[number - 1] in shapes and text[number - 1] not in "اور"
        after = number + 1 < len(text) and text[number + 1] in shapes and char not in "اور"
        shaped += shapes[char][before + 2 * after] if char in shapes else char
    return shaped[::-1].translate(str.maketrans("()", ")(")).replace("5202", "2025")


def test_a_line_of_a_pdf_in_the_order_of_the_eye_is_turned_round():
    text = "سوق السمك (قرب البحر) يوم 2025 بنيران"
    seen = to_the_eye(text)
    assert seen.startswith("ﻥ")
    assert restore(seen).text == text


def test_markup_is_not_turned_round_but_flagged():
    restored = restore(f"<p>{to_the_eye('سوق السمك قرب البحر')}</p>")
    assert restored.is_suspect
    assert not restored.is_repaired


def test_a_long_word_without_damage_is_read_once():
    # From each of its letters again, this would take a quarter of an hour.
    line = "9" * 100_000 + " " + mangle("سوق السمك قرب البحر", ("utf-8", "latin-1"))
    assert restore(line).text == "9" * 100_000 + " سوق السمك قرب البحر"


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS, reason="NEWSROOM_CORPUS is not set")
def test_no_article_of_the_corpus_is_touched_or_flagged():
    with gzip.open(Path(CORPUS) / "data" / "articles_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [record.get(name) or "" for record in map(json.loads, lines) for name in ("title", "body")]
    assert len(texts) > 30_000
    touched = [text for text in texts if (found := restore(text)).is_repaired or found.is_suspect]
    assert touched == []
    # Few even have to be looked at twice.
    assert sum(map(may_be_damaged, texts)) < len(texts) / 100
