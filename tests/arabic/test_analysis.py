import pytest

from newsroom.arabic import ANALYSER_VERSION, Analyser, analyse, analysis, fold, lexemes, query_lexemes
from newsroom.arabic.analysis import LONGEST_LEXEME
from newsroom.arabic.tokens import find_words
from tests.arabic.families import FAMILIES, read_families, score


def only_lexeme(word):
    [lexeme] = lexemes(word)
    return lexeme


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("والاتحاد", "اتحاد"),  # و before the article
        ("فالرئيس", "رئيس"),
        ("كالعراق", "العراق"),
        ("وبالسوريين", "سوري"),
        ("سيارات", "سيارة"),
        ("سيارته", "سيارة"),
        ("مسؤول", "مسئول"),  # the two carriers of hamza
        ("شؤون", "شئون"),
        ("وزير", "الوزير"),  # و belongs to the word
        ("للبنان", "لبنان"),  # ل + لبنان, not لل + بنان
        ("للاجئين", "اللاجئين"),
        ("لإسرائيل", "إسرائيل"),
        ("اسرائيل", "إسرائيل"),
        ("بقيادة", "قيادة"),
        ("حريات", "والحريات"),
        ("حريات", "الحريات"),
        ("صواريخ", "صاروخ"),  # broken plurals
        ("وأحزابها", "حزب"),
        ("قضاياه", "القضية"),
        ("شركته", "الشركات"),
        ("مباراته", "المباريات"),
        ("دوره", "أدوار"),  # ه and not ة: «his part»
        ("كتابه", "الكتب"),
        ("الدوره", "دورات"),  # after the article it can only stand for ة
        ("الأميركيين", "الأمريكي"),  # spelling variants, inflected
        ("ترمب", "ترامب"),
        ("٢٠٢٤", "2024"),
        ("وقال", "قال"),  # met oftener than «قال», but nothing is ever joined before it
        ("بهدف", "هدف"),
        ("بحق", "حقه"),  # two letters are left
        ("بألغام", "لغم"),  # أل is not the article
        ("لألمانيا", "المانيا"),
        ("الالتزام", "التزاماته"),
        ("أسراهم", "أسير"),  # ى is written ا before a pronoun
        ("رجلا", "رجل"),
        ("مهرجانا", "مهرجان"),  # نا is no pronoun here
        ("محامو", "محامين"),
        ("سنتين", "سنوات"),
        ("أغنيات", "أغاني"),
        ("سيعلن", "أعلنت"),
        ("ومصابيحها", "مصباح"),
    ],
)
def test_inflected_forms_share_a_lexeme(one, other):
    assert only_lexeme(one) == only_lexeme(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("بغداد", "غداد"),  # ب belongs to the word
        ("وكالة", "كالة"),
        ("لبنان", "لبن"),
        ("شعبان", "شعب"),
        ("قانون", "قان"),
        ("الرياض", "رياضة"),
        ("الجمعة", "جمعية"),
        ("الجزائر", "الجزيرة"),
        ("عملية", "عملة"),
        ("دورة", "دوره"),
        ("طالبان", "طالب"),
        ("بلدية", "لدي"),
        ("حراسة", "حارس"),
        ("تجارة", "تاجر"),
        ("محاكمات", "محكمة"),
        ("تفاهم", "تفا"),
        ("التوجه", "توج"),
        ("إعلام", "أعلام"),
        ("مدرسة", "مدرس"),
        ("السودان", "سود"),
    ],
)
def test_words_that_only_look_alike_stay_apart(one, other):
    assert fold(only_lexeme(one)) != "".join(lexemes(other))


def test_the_name_ali_survives_where_the_preposition_is_dropped():
    assert lexemes("على علي") == ["علي"]


def test_the_names_of_a_dual_month_are_two_lexemes():
    assert lexemes("مايو/أيار") == ["مايو", "ايار"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل الوزير إلى بغداد", ["وصل", "وزير", "بغداد"]),
        ('لـ"تعزيز"', ["تعزيز"]),  # a preposition before a quotation
        ("الـ65", ["65"]),
        ("1445هـ", ["1445"]),
        ("قمة G20", ["قمه", "g20"]),
        ("وَعَلى أنَّ الذي", []),
        ("", []),
    ],
)
def test_stop_words_are_dropped_and_the_order_kept(text, expected):
    assert lexemes(text) == expected


def test_a_query_of_stop_words_alone_keeps_their_folded_forms():
    assert query_lexemes("إلى أن") == ["الي", "ان"]
    assert query_lexemes("إلى بغداد") == ["بغداد"]


def test_tokens_point_into_the_stored_text():
    text = "  وتُعدّ\u00a0«الـزيارة» إلى ٥ دول"
    tokens = analyse(text)
    assert [text[token.start : token.end] for token in tokens] == [token.surface for token in tokens]
    assert [token.surface for token in tokens] == ["وتُعدّ", "الـزيارة", "إلى", "٥", "دول"]
    assert [token.exact for token in tokens] == ["وتعد", "الزياره", "الي", "5", "دول"]
    assert [token.position for token in tokens] == [1, 2, 3, 4, 5]
    assert [token.is_stop for token in tokens] == [False, False, True, False, False]


def test_a_honorific_gives_its_words_at_one_place():
    tokens = analyse("النبي ﷺ")
    assert [token.exact for token in tokens[1:]] == ["صلي", "الله", "عليه", "وسلم"]
    assert {(token.start, token.end) for token in tokens[1:]} == {(6, 7)}


def test_lexemes_are_those_of_the_tokens_that_are_not_stop_words():
    text = "وقال الوزير إن العلاقات بين البلدين، على أنها قديمة، ستعود في 2025"
    assert lexemes(text) == [token.lexeme for token in analyse(text) if not token.is_stop]


def test_an_endless_word_is_cut():
    assert [len(lexeme) for lexeme in lexemes("س" * 5000)] == [LONGEST_LEXEME]


def test_the_version_is_a_whole_number_for_the_index_to_keep():
    assert isinstance(ANALYSER_VERSION, int)


# The last three were scored before anything was mended by them: precision .994, .980 and .974, recall .889,
# .979 and .979.
@pytest.mark.parametrize("name", FAMILIES)
def test_word_families_are_joined_and_kept_apart(name):
    result = score(read_families(name), lambda word: analyse(word)[0].lexeme)
    assert result.recall >= 0.99, result.parted[:20]
    assert result.precision >= 0.98, result.confused[:20]


def test_words_beyond_those_that_are_kept_are_kept_of_lately(monkeypatch):
    monkeypatch.setattr(analysis, "_MOST_KEPT", 3)
    words = Analyser().words
    asked = []
    analyse = words.analyse
    monkeypatch.setattr(words, "analyse", lambda surface: asked.append(surface) or analyse(surface))
    for surface in ("مدينة", "جسر", "وزير", "سفينة", "جسر", "نهر", "سفينة"):
        assert words[surface] == analyse(surface)
    assert asked == ["مدينة", "جسر", "وزير", "سفينة", "نهر"]
    assert len(words) + len(words.lately) <= 6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "زار الوزير المدينةَ أمس",
        "بلغ 75,000 ثم ٧٥٬٠٠٠",
        "covid19 في الـ65",
        "صلى الله عليه وسلم ﷺ",
        "مسلّح وإسلام\u200cي",
    ],
)
def test_exact_forms_are_those_of_the_analyses(text):
    surfaces = find_words(text)
    wanted = {token.exact for token in Analyser().analyse(text)}
    assert wanted <= Analyser().exact_forms(surfaces)
    assert Analyser().exact_forms(["أحمد", "75,000"]) == {"احمد", "75000", "75,000"}
