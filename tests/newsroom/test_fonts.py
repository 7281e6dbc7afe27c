"""The typefaces of pages: small, whole in their letters, and there wherever static files are asked for."""

from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static
from fontTools.ttLib import TTFont

from newsroom import fonts

KB = 1000
NEWS = "قال المهندس إنَّ الجسر «سيخدم ٢٠ ألفًا»؛ أليس كذلك؟ 2024، 7.5٪ – لا لإلى اللّٰه ﷺ پاريس ڤيينا گ چ ژ … €’"


@pytest.fixture(scope="module")
def built():
    folder = fonts.build()
    return {name: (folder / name).read_bytes() for name in fonts.FACES}


@pytest.mark.parametrize("name", fonts.FACES)
def test_a_face_weighs_little_and_has_every_letter_of_the_news(built, name):
    assert len(built[name]) <= 60 * KB
    known = TTFont(BytesIO(built[name])).getBestCmap()
    assert {char for char in NEWS if ord(char) not in known} == set()


@pytest.mark.parametrize(("name", "heaviest"), [("text.woff2", 700), ("headline.woff2", 800)])
def test_a_face_has_all_weights_and_what_arabic_is_joined_with(built, name, heaviest):
    font = TTFont(BytesIO(built[name]))
    [axis] = font["fvar"].axes
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, heaviest)
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina", "rlig"} <= features
    assert "mark" in {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}


def test_static_files_hold_the_faces_and_their_licence(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    names = {path.name for path in (tmp_path / "fonts").iterdir()}
    assert names == {"text.woff2", "headline.woff2", "LICENSE.txt"}
    assert "SIL OPEN FONT LICENSE" in (tmp_path / "fonts" / "LICENSE.txt").read_text()


@pytest.mark.parametrize("path", ["fonts/none.woff2", "fonts/../settings.py", "other/text.woff2", "fonts/"])
def test_nothing_else_is_found_there(path):
    assert fonts.FontFinder().find(path) == []


def test_a_page_asks_for_the_faces_first(client, db):
    page = client.get("/").content.decode()
    for name in fonts.FACES:
        assert finders.find(f"fonts/{name}")
        address = static(f"fonts/{name}")
        assert f'<link rel="preload" href="{address}" as="font" type="font/woff2" crossorigin>' in page


def test_a_face_that_is_half_written_is_never_found(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path

    def break_off(face):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(fonts, "cut", break_off)
        with pytest.raises(KeyboardInterrupt):
            fonts.build()
    assert not list(fonts.font_folder().iterdir())
