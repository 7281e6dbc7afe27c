import pytest

from articles.cards.drawing import LEADING, WIDTH
from articles.cards.faces import UNITS, drawable, names_of, shape, width_of
from articles.cards.lines import fit

SIZES = [(84, 2), (60, 4), (39, 6)]
WORDS = "مجلس الوزراء يقر موازنة العام المقبل بعجز أقل ويعد بإصلاح منظومة الدعم وتوسيع شبكة الحماية"


def shaped(text, *, is_rtl=True):
    return names_of(shape(text, weight=700, is_rtl=is_rtl))


def test_letters_join_as_they_stand_in_their_word():
    names = shaped("سلم")
    # The eye meets the last letter first; each has the form of its place.
    assert [name.split(".")[1] for name in names if "." in name] == ["fina", "medi", "init"]
    assert [name for name in shaped("درر") if ".init" in name or ".medi" in name] == []


def test_lam_and_alef_become_one_sign():
    assert {"uni0644.init.rlig", "uni0627.fina.rlig"} <= set(shaped("لا"))
    assert shaped("ل ا") == ["uni0627", "space", "uni0644"]


def test_a_latin_word_and_a_number_keep_their_own_order_in_an_arabic_line():
    names = shaped("خبر NASA 24")
    place = names.index("N")
    assert names[place : place + 4] == ["N", "A", "S", "A"]
    assert names[place + 4 : place + 8] == ["space", "two", "four", "space"]
    assert names.index("N") < len(names) - 4  # the Arabic word stands to the right of both


def test_brackets_mirror_in_an_arabic_line():
    names = shaped("خبر (مهم)")
    assert names[0] == "parenleft"
    assert "parenright" in names[1:]


def test_marks_take_no_room():
    assert width_of("كَتَبَ", 700) == width_of("كتب", 700)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("فوز كبير 🎉 للمنتخب", "فوز كبير للمنتخب"),
        ("فوز كبير 🎉🎉، والاحتفال بدأ", "فوز كبير، والاحتفال بدأ"),
        ("لقاء مع 新華社 اليوم", "لقاء مع اليوم"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("سطر\nآخر\tهنا", "سطر آخر هنا"),
        ("新華社", ""),
    ],
)
def test_what_the_face_has_no_letter_for_is_left_out(given, kept):
    assert drawable(given) == kept


def test_a_short_text_takes_the_largest_size_and_a_long_one_a_smaller():
    short, long = (fit(text, width=WIDTH, weight=700, sizes=SIZES) for text in (WORDS[:30], WORDS))
    assert short.size == 84
    assert long.size == 60
    assert " ".join(long.lines) == WORDS


def test_a_headline_of_three_hundred_letters_fits_whole():
    text = f"{WORDS} {WORDS} {WORDS} {WORDS}"[:300].strip()
    fitted = fit(text, width=WIDTH, weight=700, sizes=[(39, 6)])
    assert " ".join(fitted.lines) == text
    assert len(fitted.lines) * fitted.size * LEADING < 400


@pytest.mark.parametrize("text", [WORDS, f"{WORDS} {WORDS} {WORDS}", f"{WORDS} " * 8, "x" * 500, "و" * 400])
def test_no_line_is_wider_than_its_room(text):
    fitted = fit(text, width=WIDTH, weight=700, sizes=SIZES)
    widths = [shape(line, weight=700, is_rtl=True).width * fitted.size / UNITS for line in fitted.lines]
    assert max(widths) <= WIDTH
    assert len(fitted.lines) <= dict(SIZES)[fitted.size]


def test_what_does_not_fit_ends_with_an_ellipsis_after_a_whole_word():
    text = f"{WORDS} " * 8
    lines = fit(text, width=WIDTH, weight=700, sizes=SIZES).lines
    assert [line.endswith("…") for line in lines] == [False] * 5 + [True]
    assert " ".join(lines)[:-1] in text
    assert lines[-1].rstrip("…").split()[-1] in WORDS.split()


def test_no_line_is_left_with_a_lonely_word():
    fitted = fit("افتتاح الجسر الكبير فوق نهر المرسى بعد عامين", width=WIDTH, weight=700, sizes=SIZES)
    widths = [shape(line, weight=700, is_rtl=True).width for line in fitted.lines]
    assert len(widths) == 2
    assert min(widths) > max(widths) * 0.6


def test_a_line_is_ordered_as_a_part_of_its_paragraph():
    alone = names_of(shape("12% والسمك", weight=700, is_rtl=True))
    within = names_of(shape("12% والسمك", weight=700, is_rtl=True, around=("الطماطم تتراجع ", "")))
    assert alone[-3:] == ["one", "two", "percent"]
    assert within[-3:] == ["percent", "one", "two"]
