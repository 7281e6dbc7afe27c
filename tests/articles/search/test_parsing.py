import pytest

from articles.search.fields import read_days
from articles.search.parsing import MAX_WORDS, Phrase, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وزير العراق", "'وزير' & 'عراق'"),
        ("والوزير  في   العراق", "'وزير' & 'عراق'"),  # clitics go, and stop words beside others
        ("«مجلس الأمن»", "('مجلس' <1> 'امن')"),
        ('"مجلس الأمن" وزير', "'وزير' & ('مجلس' <1> 'امن')"),
        ("“مجلس الأمن”", "('مجلس' <1> 'امن')"),
        ("«من بغداد إلى دمشق»", "('بغداد' <2> 'دمشق')"),  # distances hold over stop words
        ("وزير -لبنان", "'وزير' & !'لبنان'"),
        ("وزير -«مجلس الأمن»", "'وزير' & !('مجلس' <1> 'امن')"),
        ("-لبنان", "!'لبنان'"),
        ("وزير - لبنان", "'وزير' & 'لبنان'"),  # a dash between words is a dash
        ("مايو/أيار", "'مايو' & 'ايار'"),
        ("في", "'=في'"),  # nothing but stop words: their exact forms
        ("في من", "'=في' & '=من'"),
        ("«في من»", "('=في' <1> '=من')"),
        ('"مفتوح', "'مفتوح'"),
        ("وزير وزير الوزير", "'وزير'"),
        ("", ""),
        ('"', ""),
        ("--- !!! «»", ""),
    ],
)
def test_a_query_becomes_quoted_lexemes(text, expected):
    assert parse(text).tsquery == expected


def test_a_query_of_marks_alone_asks_for_nothing_but_keeps_its_text():
    query = parse("!!!")
    assert not query
    assert query.text == "!!!"


def test_words_are_kept_as_typed_and_folded_in_their_order():
    words = parse("«الوزير» أعلن في").words
    assert [(word.surface, word.exact, word.lexeme) for word in words] == [
        ("الوزير", "الوزير", "وزير"), ("أعلن", "اعلن", "اعلن"),
    ]  # fmt: skip


def test_marks_of_a_headline_are_asked_for_all_words_or_none():
    assert parse("وزير العراق").headline_tsquery == "'=^وزير' & '=^عراق'"
    assert parse("في من").headline_tsquery == ""


def test_words_of_a_phrase_are_wanted_too():
    query = parse("وزير «مجلس الأمن»")
    assert query.wanted == ("وزير", "مجلس", "امن")
    assert query.phrases == (Phrase(("مجلس", "امن"), (1, 2)),)


@pytest.mark.parametrize(
    "text", [" ".join(f"k{n}" for n in range(100)), "/".join(f"k{n}" for n in range(100))]
)
def test_a_long_query_is_cut_and_says_so(text):
    query = parse(text)
    assert (len(query.terms), query.is_cut) == (MAX_WORDS, True)


def test_a_query_of_the_most_words_is_whole():
    assert not parse(" ".join(f"k{n}" for n in range(MAX_WORDS))).is_cut


def test_controls_and_turns_of_direction_leave_the_text():
    assert parse("وز\u202eير\x00 \ud800العراق\u2066").text == "وزير العراق"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("مصدر:رويترز نفط", [("source", "رويترز", False)]),
        ("المصدر: «صحيفة المرسى» نفط", [("source", "صحيفة المرسى", False)]),
        ("source:aawsat نفط", [("source", "aawsat", False)]),
        ("-مصدر:رويترز نفط", [("source", "رويترز", True)]),
        ("كلمة:حريات نفط", [("keyword", "حريات", False)]),
        ("كاتب:«سامي الجبل» نفط", [("author", "سامي الجبل", False)]),
        ("قسم:رياضة نفط", [("section", "رياضة", False)]),
        ("بعد:2024-05-01 قبل:2024 نفط", [("since", "2024-05-01", False), ("before", "2024", False)]),
        ("منذ:١٧/٥/٢٠٢٤ نفط", [("since", "١٧/٥/٢٠٢٤", False)]),
        ("تاريخ:«17 مايو 2024» نفط", [("on", "17 مايو 2024", False)]),
        ("نفط", []),
    ],
)
def test_fields_are_told_from_words(text, expected):
    query = parse(text)
    assert [(field.name, field.value, field.is_excluded) for field in query.fields] == expected
    assert query.terms == ("نفط",)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("قبل: بغداد", ("بغداد",)),  # a date that is none is a word, and «قبل» a stop word
        ("باريس: بغداد", ("باريس", "بغداد")),
        ("12:30", ("12", "30")),
        ("عنوان:", ("عنوان",)),
    ],
)
def test_a_colon_alone_makes_no_field(text, terms):
    query = parse(text)
    assert (query.terms, query.fields) == (terms, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("عنوان:وزير نفط", "'وزير' & 'نفط' & '=^وزير'"),
        ("title:«مجلس الأمن»", "('مجلس':A <1> 'امن':A) & '=^مجلس' & '=^امن'"),
        ("نفط -عنوان:وزير", "'نفط' & !'=^وزير'"),
        ("عنوان:في", "'=في':A"),
    ],
)
def test_a_title_is_asked_for_by_its_marks(text, expected):
    assert parse(text).tsquery == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", ("2024-01-01", "2025-01-01")),
        ("2024-12", ("2024-12-01", "2025-01-01")),
        ("٢٠٢٤-٠٥", ("2024-05-01", "2024-06-01")),
        ("17/5/2024", ("2024-05-17", "2024-05-18")),
        ("17 أيار 2024", ("2024-05-17", "2024-05-18")),
        ("9999", None),
        ("2024-13", None),
        ("بغداد", None),
    ],
)
def test_days_are_read_as_years_months_or_days(text, expected):
    days = read_days(text)
    assert (days and tuple(day.isoformat() for day in days)) == expected
