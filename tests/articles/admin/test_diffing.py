import re

import pytest

from articles.admin.diffing import MOST_PIECES, word_diff


def marked(before, after):
    """Print a difference as an editor reads it: [-out-]{+in+}."""
    html = re.sub(r'<span class="visually-hidden">.*?</span>', "", word_diff(before, after))
    html = html.replace("<del>", "[-").replace("</del>", "-]").replace("<ins>", "{+").replace("</ins>", "+}")
    return re.sub(r"\s+", " ", html)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("بيت صغير", "بيت صغير", "بيت صغير"),
        ("بيت صغير", "بيت كبير", "بيت [-صغير-]{+كبير+}"),
        ("", "بيت", "{+بيت+}"),
        ("بيت", "", "[-بيت-]"),
        ("قال الوزير إن العمل بدأ", "قال إن العمل بدأ أمس", "قال [-الوزير -]إن العمل [-بدأ-]{+بدأ أمس+}"),
        ("أ < ب", "أ & ب", "أ [-&lt; -]{+&amp; +}ب"),
    ],
)
def test_words_taken_out_and_put_in_are_marked(before, after, expected):
    assert marked(before, after) == expected


@pytest.mark.parametrize("size", [50, MOST_PIECES // 3, MOST_PIECES // 2 + 9, MOST_PIECES + 9])
def test_both_texts_can_be_read_out_of_a_difference_of_any_size(size):
    before = "\n".join(f"كلمة{n} و" for n in range(size))
    after = "\n".join(f"كلمة{n} و" for n in range(1, size, 2))
    html = re.sub(r'<span class="visually-hidden">.*?</span>', "", word_diff(before, after))
    assert re.sub(r"<del>.*?</del>|</?ins>", "", html, flags=re.S) == after
    assert re.sub(r"<ins>.*?</ins>|</?del>", "", html, flags=re.S) == before
