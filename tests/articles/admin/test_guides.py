"""What the form says of lengths; the counting itself is the browser's."""

import json

import pytest
from django.utils import translation

from articles.forms import EditedArticle
from articles.forms.guides import count_words, guide_words
from articles.records import Record
from tests.factories import make_user


@pytest.mark.parametrize(
    ("kind", "forms"),
    [
        ("words", ["لا كلمات", "كلمة واحدة", "كلمتان", "# كلمات", "# كلمة", "# كلمة"]),
        (
            "minutes",
            [
                "لا قراءة",
                "دقيقة قراءة واحدة",
                "دقيقتا قراءة",
                "# دقائق قراءة",
                "# دقيقة قراءة",
                "# دقيقة قراءة",
            ],
        ),
    ],
)
def test_counts_agree_with_their_numbers(kind, forms):
    with translation.override("ar"):
        assert list(count_words()[kind].values()) == forms


def test_letters_agree_with_their_numbers_in_both_languages():
    with translation.override("ar"):
        assert list(guide_words()["letters"].values())[2:] == ["حرفان", "# أحرف", "# حرفا", "# حرف"]
    with translation.override("en"):
        assert guide_words()["letters"]["one"] == "# letter"
        assert guide_words()["letters"]["few"] == "# letters"


@pytest.mark.django_db
def test_the_form_tells_the_recommended_lengths_with_and_without_scripts():
    edited = EditedArticle(Record(), user=make_user())
    headline = edited.form["headline"]
    assert str(headline.help_text) == "الأفضل بين 30 و65 حرفا."
    assert json.loads(headline.field.widget.attrs["data-guide"])["search"] == 65
    assert json.loads(edited.form["summary"].field.widget.attrs["data-guide"])["search"] == 160
