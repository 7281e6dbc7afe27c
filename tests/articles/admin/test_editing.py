from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article, Revision, Status
from articles.records import Record
from tags.models import Keyword, KeywordAlias
from tests.articles.admin.pages import address, find_all, form_fields, parse, post_form, text_of
from tests.factories import make_article, make_record, write_articles

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"


def record(**overrides):
    return Record.from_mapping({"headline": "عنوان", "body": "<p>نص</p>", **overrides})


def rich_article(**overrides):
    """An import that holds everything a form could lose."""
    return make_article(
        headline="ميناء النخيل يستقبل أولى سفنه", summary="ملخص", byline="منى سالم",
        published_at=datetime(2024, 5, 17, 9, 30, 15, 123456, tzinfo=UTC).isoformat(),
        images=[{"caption": "الرصيف الجديد", "credit": "وكالات"}],
        read_also=[{"headline": "سابق"}, {"headline": "أسبق", "url": "https://example.org/a"}],
        similar=["شبيه أول", "شبيه ثان"], url="https://example.org/b", **overrides,
    )  # fmt: skip


def test_a_person_writes_a_new_draft(client, reporter):
    client.force_login(reporter)
    response = post_form(client, ADD, headline="أول خبر", body="<p>متن</p>", keywords="جسور، بلدية")
    article = Article.objects.get()
    assert response.headers["Location"] == address("change", article.pk)
    assert (article.headline, article.status, article.created_by) == ("أول خبر", Status.DRAFT, reporter)
    assert article.keywords.names() == ["جسور", "بلدية"]


def test_a_new_draft_sent_twice_is_one_article(client, reporter):
    client.force_login(reporter)
    fields = {**form_fields(client.get(ADD)), "headline": "أول خبر"}
    places = {client.post(ADD, fields).headers["Location"] for _time in range(2)}
    assert len(places) == Article.objects.count() == 1


def test_an_empty_form_says_what_a_record_must_have(client, reporter):
    client.force_login(reporter)
    response = post_form(client, ADD)
    assert response.status_code == 200
    assert not Article.objects.exists()


def test_an_untouched_form_makes_no_version(client, editor):
    client.force_login(editor)
    article = rich_article()
    post_form(client, address("change", article.pk))
    assert article.revisions.count() == 1


@pytest.mark.parametrize("body", ["سطر أول\n\nسطر ثان", "<p>فقرة</p>\n<h2>عنوان</h2><ul><li>بند</li></ul>"])
def test_an_untouched_body_stays_as_it_was_recorded(client, editor, body):
    client.force_login(editor)
    article = rich_article(body=body)
    post_form(client, address("change", article.pk), headline="غيره")
    newest = Article.objects.get().latest_revision.snapshot
    assert (newest["headline"], newest["body"]) == ("غيره", body)


def test_what_the_form_does_not_change_is_kept_to_the_letter(client, editor):
    client.force_login(editor)
    article = rich_article(extra_field="قيمة", category="عربي")
    before = article.latest_revision.snapshot
    post_form(client, address("change", article.pk), headline="غيره")
    after = Article.objects.get().latest_revision.snapshot
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    assert changed == {"headline"}


def test_a_save_over_a_live_article_changes_nothing_that_readers_see(client, editor):
    client.force_login(editor)
    article = rich_article()
    response = client.get(
        post_form(client, address("change", article.pk), headline="غيره").headers["Location"]
    )
    assert "القراء" in text_of(response)
    article.refresh_from_db()
    assert (article.headline, article.has_unpublished_changes) == ("ميناء النخيل يستقبل أولى سفنه", True)
    assert article.latest_revision.headline == "غيره"


def test_the_form_shows_the_newest_version_and_not_the_row(client, editor):
    client.force_login(editor)
    article = make_article()
    publishing.save(article, record(headline="أحدث"), by=editor)
    assert form_fields(client.get(address("change", article.pk)))["headline"] == "أحدث"


def test_a_conflict_gives_back_my_text_beside_theirs(client, editor, managing_editor):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    fields = form_fields(client.get(address("change", article.pk)))
    publishing.save(article, record(headline="نصهم"), by=managing_editor)
    response = client.post(address("change", article.pk), {**fields, "headline": "نصي"})
    article.refresh_from_db()
    assert response.status_code == 409
    assert form_fields(response)["headline"] == "نصي"
    assert "نصهم" in text_of(response)
    assert article.latest_revision.headline == "نصهم"
    assert Revision.objects.get(kind="conflict").headline == "نصي"
    # Saved again from the page that came back, mine is the newest.
    client.post(address("change", article.pk), form_fields(response))
    article.refresh_from_db()
    assert article.latest_revision.headline == "نصي"


def test_a_save_sent_twice_is_one_version(client, editor):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    fields = {**form_fields(client.get(address("change", article.pk))), "headline": "آخر"}
    answers = [client.post(address("change", article.pk), fields).status_code for _time in range(2)]
    assert (answers, article.revisions.count()) == ([302, 302], 2)


def test_an_archive_date_and_its_seconds_survive_an_edit(client, editor):
    article = rich_article()
    client.force_login(editor)
    post_form(client, address("change", article.pk), headline="غيره", _move="publish")
    assert Article.objects.get().published_at == article.published_at


def test_a_date_without_a_time_is_midnight_in_riyadh(client, editor):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    post_form(client, address("change", article.pk), published_at_0="2024-12-31")
    assert Article.objects.get().published_at == datetime(2024, 12, 30, 21, tzinfo=UTC)


def test_saving_and_publishing_is_one_press(client, editor):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    post_form(client, address("change", article.pk), headline="منشور الآن", _move="publish")
    article.refresh_from_db()
    assert (article.headline, article.is_public) == ("منشور الآن", True)


def test_publishing_names_what_is_missing(client, editor):
    article = make_article(status=None, headline=None)
    client.force_login(editor)
    response = post_form(client, address("change", article.pk), _move="publish")
    assert "العنوان" in text_of(client.get(response.headers["Location"]))
    assert Article.objects.get().status == Status.DRAFT


def test_links_are_put_in_order_and_taken_out(client, editor):
    article = rich_article()
    client.force_login(editor)
    moved = {"similar-0-ORDER": "2", "similar-1-ORDER": "1", "read_also-0-DELETE": "on"}
    post_form(client, address("change", article.pk), **moved)
    snapshot = Article.objects.get().latest_revision.snapshot
    assert [link["headline"] for link in snapshot["similar"]] == ["شبيه ثان", "شبيه أول"]
    assert [link["headline"] for link in snapshot["read_also"]] == ["أسبق"]


def test_a_picked_article_is_the_target_whatever_the_words(client, editor):
    target, article = make_article(headline="الهدف"), publishing.create(record(), by=editor)
    client.force_login(editor)
    row = {"read_also-0-headline": "كما طُبع", "read_also-0-article": str(target.pk)}
    post_form(client, address("change", article.pk), **row)
    link = article.links.get()
    assert (link.target, link.is_picked, link.headline) == (target, True, "كما طُبع")


def test_a_reporter_cannot_link_to_what_they_may_not_see(client, reporter):
    secret = make_article(headline="سر", status="draft")
    article = publishing.create(record(), by=reporter)
    client.force_login(reporter)
    response = post_form(client, address("change", article.pk), **{"read_also-0-article": str(secret.pk)})
    assert response.status_code == 200
    assert "سر" not in text_of(response).split()
    assert not article.links.exists()


def test_a_waiting_link_and_a_resolved_one_are_told_apart(client, editor):
    make_article(headline="وصل")
    article = make_article(read_also=["وصل", "لم يصل"])
    client.force_login(editor)
    response = client.get(address("change", article.pk))
    told = [
        " ".join("".join(p.itertext()).split())
        for p in find_all(parse(response), "p")
        if p.get("data-target") is not None
    ]
    assert [text for text in told if text] == ["مرتبط وصل منشور", "ينتظر مقاله"]


def test_an_unknown_source_is_refused_to_who_may_not_add_one(client, reporter, managing_editor):
    for person, status in ((reporter, 200), (managing_editor, 302)):
        client.force_login(person)
        article = publishing.create(record(), by=person)
        response = post_form(client, address("change", article.pk), source="مصدر لا نعرفه")
        assert response.status_code == status, person


def test_a_bad_address_is_named_in_the_message(client, editor):
    article = publishing.create(record(), by=editor)
    client.force_login(editor)
    response = post_form(client, address("change", article.pk), source_url="example")
    assert "example" in text_of(response)
    assert article.revisions.count() == 1


def test_every_field_takes_its_direction_from_its_content(client, editor):
    client.force_login(editor)
    form = next(f for f in find_all(parse(client.get(ADD)), "form") if f.get("id") == "article-form")
    fields = [
        f
        for f in find_all(form, "input", "textarea", "select")
        if f.get("type") not in ("hidden", "checkbox")
    ]
    assert [f.get("name") for f in fields if f.get("dir") != "auto"] == []


def test_a_conflict_with_an_import_can_be_settled_for_the_present_text(client, editor):
    write_articles(make_record(id="1", headline="قبل"))
    publishing.save(Article.objects.get(), record(headline="نص المحرر"), by=editor)
    write_articles(make_record(id="1", headline="الوارد"))
    client.force_login(editor)
    article = Article.objects.get()
    post_form(client, address("change", article.pk), _keep="1")
    article.refresh_from_db()
    assert (article.has_conflict, article.latest_revision.headline) == (False, "نص المحرر")


def test_an_article_sent_back_shows_its_note_until_it_is_submitted_again(client, editor, reporter):
    article = publishing.create(record(), by=reporter)
    publishing.submit(article, by=reporter)
    publishing.send_back(article, by=editor, note="أضف رأي التجار")
    client.force_login(reporter)
    url = address("change", article.pk)
    assert "أضف رأي التجار" in text_of(client.get(url))
    post_form(client, url, summary="أضيف رأيهم")
    assert "أضف رأي التجار" in text_of(client.get(url))
    publishing.submit(article, by=reporter)
    assert "أضف رأي التجار" not in text_of(client.get(url))


@pytest.mark.parametrize("typed", ["حُرّيّات", "حـريات", "الحريات"])  # marks, tatweel, an alias
def test_a_keyword_is_shown_by_the_name_that_readers_see(client, editor, typed):
    found, _created = Keyword.objects.ensure(["حريات"])
    KeywordAlias.objects.create(target=found["حريات"], name="الحريات")
    client.force_login(editor)
    article = publishing.create(record(keywords=[typed, "حريات"]), by=editor)
    url = address("change", article.pk)
    assert form_fields(client.get(url))["keywords"] == "حريات"
    post_form(client, url)
    assert article.revisions.count() == 1


def test_only_what_readers_have_can_be_corrected(client, editor):
    article = publishing.create(record(), by=editor)
    publishing.schedule(article, by=editor, at=timezone.now() + timedelta(days=1))
    client.force_login(editor)
    page = client.get(address("change", article.pk))
    assert "correct" not in {move.name for move in page.context["moves"]}


def test_a_blank_row_is_marked_for_scripts_to_hide_and_a_written_one_is_not(client, editor):
    client.force_login(editor)
    article = publishing.create(record(read_also=[{"headline": "خبر"}]), by=editor)
    rows = find_all(parse(client.get(address("change", article.pk))), "li")
    blank = [row.get("data-blank") is not None for row in rows if "link-row" in (row.get("class") or "")]
    # A read-also link, its blank row and the model of new ones; the blank row and the model of the similar.
    assert blank == [False, True, False, True, False]
