"""Keywords proposed for a text: known ones at any inflection, what goes with them, and new ones."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tags.bulk import take_stale_stems
from tags.learning import learn_choices
from tags.models import Keyword, KeywordAlias
from tags.phrases import find_phrases, read_text
from tags.suggestions import Why, suggest
from tests.factories import make_article, make_record, write_articles
from tests.tags.test_merging import keyword

pytestmark = pytest.mark.django_db

ADDRESS = reverse("admin:suggest_keywords")


def names(found, *kinds):
    return [each.name for each in found if not kinds or each.why in kinds]


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("حريات", "دافع المحامون عن القانون والحريات في المدينة."),
        ("الحريات", "لا حرية بلا قانون."),
        ("الأمم المتحدة", "اجتمع أعضاء بالأمم المتحدة أمس."),
        ("حقوق الإنسان", "ناقشوا حقوق الإنسان، ثم انصرفوا."),
        ("الحرب على غزة", "عن الحرب على غزة كتب."),
        # an alias leads to its keyword
        ("نتنياهو", "قال نتانياهو كلاما."),
    ],
)
def test_a_known_keyword_is_found_at_any_inflection_and_by_its_aliases(known, text):
    row = keyword(known)
    KeywordAlias.objects.create(name="بيبي نتانياهو", target=row)
    KeywordAlias.objects.get_or_create(name="نتانياهو", key="نتانياهو", target=row)
    assert known in names(suggest("", text), Why.NAMED)


@pytest.mark.parametrize(
    "text", ["قرأ عن الأمم. المتحدة فازت.", "الأمم، المتحدة", "المتحدة الأمم", "أمم كثيرة متحدة"]
)
def test_words_that_do_not_stand_together_are_no_keyword(text):
    keyword("الأمم المتحدة")
    assert suggest("", text) == []


def test_what_the_headline_names_comes_first():
    keyword("جسور"), keyword("سدود")
    text = "سدود وطرق وبيوت كثيرة في المدينة القديمة."
    assert names(suggest("بناء جسور", text))[:2] == ["جسور", "سدود"]


def test_a_name_of_which_the_stop_words_are_missing_comes_last():
    Keyword.objects.ensure(["مع الجسور", "سدود"])
    assert names(suggest("الجسور", "وقربها سدود.")) == ["سدود", "مع الجسور"]


def test_keywords_that_the_text_has_already_are_not_proposed_in_any_spelling():
    keyword("جسور"), keyword("سدود")
    KeywordAlias.objects.create(name="قناطر", target=keyword("جسور"))
    found = suggest("جسور وسدود", "", chosen=["قناطر"])
    assert names(found) == ["سدود"]
    assert names(suggest("جسور وسدود", "", chosen=["جُسور", "السدود"])) == []


def test_what_goes_with_the_keywords_of_a_text_is_proposed_though_it_is_not_named():
    write_articles(*(make_record(keywords=["جسور", "بنى تحتية"]) for _ in range(4)))
    found = suggest("افتتاح جسور جديدة", "")
    assert [(each.name, each.why) for each in found] == [("جسور", Why.NAMED), ("بنى تحتية", Why.COMPANY)]


def test_an_article_is_no_witness_for_its_own_keywords():
    articles = [make_article(headline=f"جسور {n}", keywords=["جسور", "بنى تحتية"]) for n in range(2)]
    assert "بنى تحتية" in names(suggest("جسور", ""))
    assert "بنى تحتية" not in names(suggest("جسور", "", leave_out=articles[0].pk))


def test_what_the_desk_never_chooses_though_texts_name_it_goes_down():
    keyword("المدينة")
    for number in range(6):
        make_article(headline=f"المدينة والجسور {number}", body="نص قصير.", keywords=["جسور"])
    assert learn_choices() == 6
    row = Keyword.objects.get(name="المدينة")
    assert (row.seen, row.chosen) == (6, 0)
    row = Keyword.objects.get(name="جسور")
    assert (row.seen, row.chosen) == (6, 6)
    assert names(suggest("المدينة تبني الجسور", ""))[0] == "جسور"
    # What is learned is of the newest articles, and forgotten with them.
    Keyword.objects.update(seen=9)
    learn_choices()
    assert Keyword.objects.get(name="جسور").seen == 6


TEXT = """
أعلن مجلس الصيادين المحليين خطة لحماية الشعاب المرجانية. وقال رئيس مجلس الصيادين المحليين إن الشعاب المرجانية
في خطر. وتابع عادل بن سالم أن الحملة تبدأ غدا، ووصف عادل بن سالم حال الشعاب المرجانية بالسيئ.
وأضاف رئيس البلدية: نعمل مع مجلس الصيادين المحليين. وأضاف رئيس البلدية أن المال قليل.
"""


def test_phrases_that_come_again_are_proposed_as_new_keywords():
    found = names(suggest("حماية الشعاب المرجانية", TEXT), Why.NEW)
    assert "الشعاب المرجانية" in found
    assert "عادل بن سالم" in found
    assert any("الصيادين المحليين" in name for name in found)
    assert not any(name.startswith(("وأضاف", "وقال", "أعلن")) for name in found)


def test_a_new_keyword_is_written_without_its_clitic():
    text = "تحدث عن والشعاب المرجانية كثيرا. ثم والشعاب المرجانية تموت. هذه والشعاب المرجانية جميلة."
    assert {phrase.surface for phrase in find_phrases(read_text("", text)).values()} >= {"الشعاب المرجانية"}


def test_a_sentence_that_the_page_repeats_is_no_phrase():
    text = "حريق ضخم يلتهم مخازن الأخشاب القديمة.\nحريق ضخم يلتهم مخازن الأخشاب القديمة."
    assert not any("مخازن الأخشاب" in name for name in names(suggest("", text)))


def test_known_keywords_are_not_proposed_again_as_new_ones():
    keyword("الشعاب المرجانية")
    found = suggest("حماية الشعاب المرجانية", TEXT)
    assert names(found, Why.NAMED) == ["الشعاب المرجانية"]
    assert not any("الشعاب" in name for name in names(found, Why.NEW))


@pytest.mark.parametrize("text", ["", " ", "\u200f\u0651", "x" * 50_000, "، " * 9000, "١٢٣ 456", "في من على"])
def test_any_text_gets_an_answer(text):
    keyword("جسور")
    assert suggest(text[:500], text) == []


def test_stems_of_an_older_analyser_are_taken_anew():
    keyword("الحريات")
    KeywordAlias.objects.create(name="حرية", target=keyword("الحريات"))
    for model in (Keyword, KeywordAlias):
        model.objects.update(stems="", analyser_version=1)
    assert take_stale_stems() == 2
    assert take_stale_stems() == 0
    assert names(suggest("الحريات", "")) == ["الحريات"]


@pytest.mark.parametrize("size", [2, 200])
def test_suggestions_cost_the_same_queries_at_any_size(size):
    words = [f"جسور كلمة{number}" for number in range(size)]
    write_articles(*(make_record(keywords=["جسور", *words[:20]]) for _ in range(3)))
    Keyword.objects.ensure(words)
    with CaptureQueriesContext(connection) as captured:
        suggest("جسور", TEXT, chosen=["جسور"], leave_out=1)
    # The keywords chosen, those of the article itself, those named, what goes with them.
    assert len(captured) == 4


def test_a_form_asks_with_its_text_as_it_stands(client, reporter):
    keyword("جسور")
    client.force_login(reporter)
    response = client.post(
        ADDRESS, {"headline": "افتتاح", "body": "<p>خبر عن <b>الجسور</b></p>", "keywords": "", "article": "x"}
    )
    assert response.json() == {"results": [{"value": "جسور", "kind": "named"}]}


def test_who_writes_nothing_gets_no_suggestions(client, import_staff):
    assert client.post(ADDRESS, {"headline": "جسور"}).status_code == 302
    client.force_login(import_staff)
    assert client.post(ADDRESS, {"headline": "جسور"}).status_code == 403
    assert client.get(ADDRESS).status_code == 405
