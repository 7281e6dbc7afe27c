"""Pictures in a text at the desk: in the form, beside who may see them, in the library and in versions."""

from io import BytesIO

import pytest
from django.urls import reverse

from articles import publishing
from articles.admin.diffing import compare_records
from articles.figures import BodyFigure
from articles.models import Article, BodyImage, Image
from articles.publishing import create
from articles.records import Record
from tests.articles.admin.pages import address, form_fields, post_form, text_of
from tests.articles.metadata import jpeg
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SRC = "https://marsa.example/a.jpg"


def make_picture(**given):
    return Image.objects.create(**{"url": SRC, "caption": "جسر", "credit": "وكالات", "alt": "جسر", **given})


def body_with(image, **given):
    words = {"align": "", "credit": "", "alt": "", "caption": "", **given}
    return f"<p>نص</p>{BodyFigure(image.pk, **words).html()}"


def write(by, body, **fields):
    return create(Record.from_mapping({"headline": "خبر", "body": body, **fields}), by=by)


def body_of(article):
    return Article.objects.get(pk=article.pk).body


def test_the_form_shows_the_address_of_today_and_keeps_none(client, editor):
    article = write(editor, body_with(make_picture(), caption="شرح"))
    Image.objects.update(url="https://marsa.example/new.jpg")
    client.force_login(editor)
    page = client.get(address("change", article.pk))
    shown = form_fields(page)["body"]
    assert 'src="https://marsa.example/new.jpg"' in shown
    before = article.revisions.count()
    assert post_form(client, address("change", article.pk)).status_code == 302
    assert article.revisions.count() == before
    post_form(client, address("change", article.pk), body=shown + "<p>تتمة</p>")
    newest = Article.objects.get(pk=article.pk).latest_revision.snapshot["body"]
    assert newest == body_of(article) == body_with(Image.objects.get(), caption="شرح") + "<p>تتمة</p>"


def test_a_picture_that_is_not_there_leaves_its_words(client, editor):
    client.force_login(editor)
    body = body_with(Image(pk=99), caption="شرح", credit="وكالات")
    post_form(client, address("add"), headline="خبر", body=body)
    assert Article.objects.get().body == "<p>نص</p><p>شرح (وكالات)</p>"


@pytest.mark.parametrize("is_theirs", [True, False])
def test_nobody_puts_a_picture_into_a_text_that_they_may_not_see(client, editor, reporter, is_theirs):
    image = make_picture()
    write(reporter if is_theirs else editor, body_with(image))
    client.force_login(reporter)
    assert bool(client.get(f"/admin/complete/image/?q={image.pk}").json()["results"]) is is_theirs
    post_form(client, address("add"), headline="خبر ثان", body=body_with(image, caption="شرح"))
    saved = Article.objects.get(headline="خبر ثان").body
    assert ("data-picture" in saved) is is_theirs
    assert "شرح" in saved


def test_a_picture_that_a_text_shows_is_used_and_stays(client, managing_editor):
    image = make_picture()
    article = write(managing_editor, body_with(image))
    client.force_login(managing_editor)
    page = client.get(reverse("admin:articles_image_change", args=[image.pk]))
    assert address("change", article.pk) in page.content.decode()
    client.post(reverse("admin:articles_image_delete", args=[image.pk]), {"post": "yes"})
    assert Image.objects.filter(pk=image.pk).exists()
    publishing.save(
        article, Record.from_mapping({"headline": "خبر", "body": "<p>نص</p>"}), by=managing_editor
    )
    client.post(reverse("admin:articles_image_delete", args=[image.pk]), {"post": "yes"})
    assert not Image.objects.filter(pk=image.pk).exists()


def test_the_database_itself_keeps_what_a_text_shows(editor):
    image = make_picture()
    write(editor, body_with(image))
    assert BodyImage.objects.get().image == image
    with pytest.raises(Exception, match="protected"):
        image.delete()


@pytest.mark.parametrize(("words", "is_listed"), [({}, True), ({"credit": "أ", "alt": "ب"}, False)])
def test_pictures_in_texts_that_lack_words_are_listed(client, managing_editor, words, is_listed):
    image = make_picture(credit="", alt="")
    article = write(managing_editor, body_with(image, **words))
    client.force_login(managing_editor)
    library = reverse("admin:articles_image_changelist") + "?lacks=any"
    assert f"/image/{image.pk}/change/" not in client.get(library).content.decode()
    Article.objects.filter(pk=article.pk).update(
        status="published", published_at=article.created_at, first_published_at=article.created_at
    )
    assert (f"/image/{image.pk}/change/" in client.get(library).content.decode()) is is_listed


def test_a_changed_caption_shows_as_words_and_a_changed_place_as_formatting():
    image = Image(pk=7)
    one = Record(headline="خبر", body=body_with(image, caption="جسر قديم"))
    for changed in ({"caption": "جسر جديد"}, {"caption": "جسر قديم", "credit": "وكالات"}):
        [words] = compare_records(one, Record(headline="خبر", body=body_with(image, **changed)))
        new = [word for word in ("جديد", "وكالات") if word in changed.values() or word in changed["caption"]]
        assert words["label"] == "النص"
        assert new[0] in str(words["diff"]).partition("<ins>")[2]
    moved = Record(headline="خبر", body=body_with(image, caption="جسر قديم", align="end"))
    [marks] = compare_records(one, moved)
    assert "data-align" in str(marks["diff"])
    gone = compare_records(Record(body=body_with(image)), Record(body="<p>نص</p>"))[0]
    assert "[الصورة 7]" in str(gone["diff"])


def test_versions_and_the_preview_show_the_picture(client, editor):
    article = write(editor, body_with(make_picture(), caption="شرح المتن"))
    client.force_login(editor)
    for name, arguments in (("revision", [article.pk, 1]), ("preview", [article.pk])):
        page = client.get(address(name, *arguments)).content.decode()
        assert f'src="{SRC}"' in page
        assert "شرح المتن" in page


def test_a_picture_sent_from_the_text_comes_back_with_the_words_of_its_file(
    client, reporter, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(reporter)
    words = {(1, 90): b"\x1b%G", (2, 120): "جسر الوادي".encode(), (2, 110): "وكالات".encode()}
    file = BytesIO(jpeg(iptc=words))
    file.name = "a.jpg"
    [told] = client.post(
        reverse("admin:articles_image_upload"), {"files": file}, headers={"accept": "application/json"}
    ).json()["files"]
    image = Image.objects.get()
    assert told["fields"] == {"caption": "جسر الوادي", "credit": "وكالات", "alt": ""}
    assert (told["id"], told["picture"], told["state"]) == (image.pk, image.file.url, "new")


def test_the_library_offers_its_newest_where_nothing_is_asked_for(client, reporter):
    numbers = [make_picture(url=f"https://marsa.example/{n}.jpg").pk for n in range(15)]
    client.force_login(reporter)
    found = client.get("/admin/complete/image/?q=").json()["results"]
    assert [one["id"] for one in found] == numbers[:2:-1]


def test_the_list_of_keys_tells_of_pictures(client):
    client.force_login(make_user(group="reporter"))
    assert "صورة، في متن المقال" in text_of(client.get("/admin/"))
