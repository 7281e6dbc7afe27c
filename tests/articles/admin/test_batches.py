"""The pages of import batches: what they tell, what they let one do, and what they cost at any size."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from articles import tasks
from articles.importers import undoing
from articles.importers.opening import find_inputs
from articles.importers.running import Options, run_import
from articles.models import (
    Article,
    ArticleLink,
    BatchState,
    CopyKind,
    ImportBatch,
    ImportItem,
    NearCopy,
)
from articles.models.batches import SILENCE
from newsroom.models import User
from tests.articles.admin.pages import find_all, parse, text_of
from tests.articles.importers.test_hostile import OBJECT, write
from tests.factories import make_article, make_record, make_user, write_articles

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_importbatch_changelist")


def page_of(name, batch):
    return reverse(f"admin:articles_importbatch_{name}", args=[batch.pk])


def bring(*records, state=BatchState.FINISHED, counts=None, **options):
    write_articles(*records, **options)
    batch = ImportBatch.objects.latest("pk")
    batch.state, batch.counts, batch.paths = state, counts or {}, ["/أرشيف/أخبار.jsonl"]
    batch.save()
    return batch


def account(response):
    """Return what the account says, line by line."""
    rows = [row for row in find_all(parse(response), "tr") if find_all(row, "th")]
    return dict(["".join(cell.itertext()).strip() for cell in row] for row in rows)


def pair_up(batch):
    """Write pairs of near-copies of the articles of a batch, in place of those that the import found."""
    NearCopy.objects.filter(batch=batch).delete()
    articles = list(Article.objects.filter(import_items__batch=batch).order_by("pk"))
    return NearCopy.objects.bulk_create(
        NearCopy(batch=batch, article=article, other=other, score=0.93, kind=CopyKind.EDITED)
        for article, other in zip(articles[1:], articles, strict=False)
    )


@pytest.fixture
def manager(client, managing_editor):
    client.force_login(managing_editor)
    return managing_editor


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (0.4, "أقل من مقال في الثانية"),
        (1.2, "مقال واحد في الثانية"),
        (2, "مقالان في الثانية"),
        (7.8, "8 مقالات في الثانية"),
        (142, "142 مقالا في الثانية"),
        (1900.4, "1900 مقال في الثانية"),
        (None, "—"),
    ],
)
def test_the_list_tells_who_when_what_and_how_fast(client, manager, rate, expected):
    batch = bring(
        make_record(), counts={"read": 12, "created": 9, "rejected": 3, "articles_per_second": rate}
    )
    page = text_of(client.get(LIST))
    for told in (f"الدفعة {batch.pk}", "أخبار.jsonl", "12", "9", "3", expected, "انتهت"):
        assert told in page, told


@pytest.mark.parametrize("size", [2, 30])
def test_the_list_costs_the_same_at_any_size(client, manager, size, django_assert_num_queries):
    for _n in range(size):
        ImportBatch.objects.create(by=manager)
    # Session and person 2, rights of the person and of the groups 2, views 1, the capped
    # count 1, the rows 1.
    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("size", [2, 30])
def test_the_page_of_a_batch_counts_nothing(client, manager, size, django_assert_num_queries):
    batch = bring(*[make_record(similar=["لم يصل"]) for _n in range(size)], counts={"read": size})
    ContentType.objects.get_for_model(ImportBatch)  # known to every process after its first page
    # Session and person 2, rights 2, the batch 1, who ran it and who undid it 1.
    with django_assert_num_queries(6):
        client.get(page_of("change", batch))


def test_the_page_leads_to_all_there_is_to_look_through(client, manager):
    counts = {"read": 5, "created": 2, "rejected": 3, "near_duplicates": 2, "seconds": 2.5}
    batch = bring(make_record(), counts=counts)
    response = client.get(page_of("change", batch))
    for address in (
        page_of("rejects", batch), page_of("waiting_links", batch), page_of("undo", batch),
        f"/admin/articles/nearcopy/?batch__id__exact={batch.pk}",
        f"/admin/articles/importitem/?batch__id__exact={batch.pk}&amp;outcome__exact=rejected",
    ):  # fmt: skip
        assert f'href="{address}"' in response.content.decode(), address


def test_a_running_import_shows_what_it_did_so_far(client, manager, tmp_path):
    path = write(tmp_path, "in.jsonl", *({**OBJECT, "id": str(n)} for n in range(5)))
    options = Options(by=User.objects.get(username="import"), batch_size=2)
    seen = []

    def look(report):
        batch = ImportBatch.objects.get()
        seen.append((batch.state, batch.counts["read"], batch.heartbeat_at is not None))
        seen.append(
            re.search("قُرئ حتى الآن [^·]*", text_of(client.get(page_of("progress", batch))))[0].strip()
        )

    run_import(find_inputs([str(path)]), options, keep_reject=print, watch=look)
    assert seen == [
        ("running", 2, True), "قُرئ حتى الآن سجلان", ("running", 4, True), "قُرئ حتى الآن 4 سجلات",
        ("running", 5, True), "قُرئ حتى الآن 5 سجلات",
    ]  # fmt: skip
    assert "data-live" not in client.get(page_of("progress", ImportBatch.objects.get())).content.decode()


def test_a_batch_that_came_again_leads_to_the_later_one_which_can_be_undone_first(client, manager):
    record = make_record()
    first, second = bring(record, counts={"created": 1}), bring(record, counts={"unchanged": 1})
    text = client.get(page_of("undo", first)).content.decode()
    assert f'<a href="{page_of("undo", second)}">الدفعة {second.pk}</a>' in text
    assert "تراجع عن الدفعة</button>" not in text
    text = client.get(page_of("undo", second)).content.decode()
    assert "تراجع عن الدفعة</button>" in text
    assert "لم يبق ما يُتراجع عنه" not in text
    client.post(page_of("undo", second))
    undoing.undo_batch(ImportBatch.objects.get(pk=second.pk), by=manager)
    assert Article.objects.count() == 1
    text = client.get(page_of("undo", first)).content.decode()
    assert page_of("undo", second) not in text
    assert "حذف ما أنشأته الدفعة" in text
    assert "تراجع عن الدفعة</button>" not in client.get(page_of("undo", second)).content.decode()


def test_a_killed_run_is_told_as_stopped_and_can_be_undone(client, manager):
    batch = bring(make_record(), state=BatchState.RUNNING)
    ImportBatch.objects.update(started_at=timezone.now() - 2 * SILENCE, heartbeat_at=None)
    assert "توقف دون إكمال" in text_of(client.get(LIST))
    page = client.get(page_of("change", batch))
    assert "إعادة الأمر نفسه تتابع من حيث توقف" in text_of(page)
    assert "data-live" not in page.content.decode()
    assert "حذف ما أنشأته الدفعة" in text_of(client.get(page_of("undo", batch)))


def test_a_living_run_cannot_be_undone(client, manager):
    batch = bring(make_record(), state=BatchState.RUNNING)
    response = client.post(page_of("undo", batch), {"number": batch.pk}, follow=True)
    assert "لا يمكن التراجع عن هذه الدفعة الآن" in text_of(response)
    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING


def test_an_undo_is_asked_confirmed_done_and_told(client, manager):
    batch = bring(make_record(), make_record(), make_record(status="draft"))
    url = page_of("undo", batch)
    assert account(client.get(url)) == {
        "حذف ما أنشأته الدفعة": "3 مقالات", "منه ما رآه القراء": "مقالان",
    }  # fmt: skip
    wrong = client.post(url, {"number": str(batch.pk + 1)})
    assert (wrong.status_code, "هذا ليس رقم الدفعة" in text_of(wrong)) == (422, True)
    arabic_digits = str(batch.pk).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    begun = client.post(url, {"number": f" {arabic_digits} "}, follow=True)
    assert "لا عامل مهام يعمل الآن" in text_of(begun)
    assert "data-live" in begun.content.decode()
    tasks.undo(batch.pk)
    told = client.get(page_of("change", batch))
    assert "تراجع عنها managing" in text_of(told)
    assert account(told)["حذف ما أنشأته الدفعة"] == "3 مقالات"
    assert not Article.objects.exists()
    assert "حُذف المقال" in text_of(client.get(f"/admin/articles/importitem/?batch__id__exact={batch.pk}"))


def test_a_small_undo_that_readers_do_not_notice_asks_for_no_number(client, manager):
    batch = bring(make_record(status="draft"))
    assert "للتأكيد اكتب رقم الدفعة" not in text_of(client.get(page_of("undo", batch)))
    client.post(page_of("undo", batch))
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by) == (BatchState.UNDOING, manager)


def test_a_large_one_does(client, manager, monkeypatch):
    from articles.admin import batch_pages

    monkeypatch.setattr(batch_pages, "MANY", 2)
    batch = bring(make_record(status="draft"), make_record(status="draft"))
    assert client.post(page_of("undo", batch)).status_code == 422


def test_asking_for_an_undo_twice_is_one_undo(client, manager):
    batch = bring(make_record(status="draft"))
    for _n in range(2):
        client.post(page_of("undo", batch))
    tasks.undo(batch.pk)
    tasks.undo(batch.pk)
    batch.refresh_from_db()
    assert batch.undo_counts["removed"] == 1


def test_the_progress_of_an_undo_is_told(client, manager):
    batch = bring(make_record(), state=BatchState.UNDOING)
    batch.undo_counts = {"done": 500, "total": 2000, "removed": 500}
    batch.heartbeat_at = timezone.now()
    batch.save()
    page = client.get(page_of("progress", batch))
    assert "تم التراجع عن 500 من 2000 (25%)" in text_of(page)
    assert '<progress max="2000" value="500"' in page.content.decode()


def test_an_undo_that_stopped_tells_why_and_goes_on(client, manager):
    batch = bring(make_record(status="draft"), state=BatchState.UNDOING)
    ImportBatch.objects.update(
        undo_counts={"done": 0, "total": 1, "error": "OSError: disk"}, undone_by=manager
    )
    page = text_of(client.get(page_of("change", batch)))
    assert "توقف التراجع" in page
    assert "OSError: disk" in page
    client.post(page_of("undo", batch))
    tasks.undo(batch.pk)
    assert not Article.objects.exists()


def test_import_staff_undo_their_own_batches_only(client, import_staff):
    client.force_login(import_staff)
    own, other = bring(make_record(status="draft"), by=import_staff), bring(make_record())
    assert client.get(page_of("undo", own)).status_code == 200
    assert client.post(page_of("undo", other), {"number": other.pk}).status_code == 403
    assert page_of("undo", other) not in client.get(page_of("change", other)).content.decode()


def test_all_rejects_download_as_a_file_that_imports_once_mended(client, manager, tmp_path):
    bad = {**OBJECT, "headline": ["لا"]}
    path = write(
        tmp_path, "in.jsonl", "{", bad, *({**OBJECT, "id": str(n), "headline": [7]} for n in range(3))
    )
    options = Options(by=User.objects.get(username="import"))
    run_import(find_inputs([str(path)]), options, keep_reject=lambda reject: None)
    batch = ImportBatch.objects.get()
    response = client.get(page_of("rejects", batch))
    assert f"rejects-{batch.pk}.jsonl" in response.headers["Content-Disposition"]
    lines = b"".join(response.streaming_content).decode().splitlines()
    rejects = [json.loads(line) for line in lines]
    assert [(r["position"], set(r)) for r in rejects] == [
        (n, {"file", "position", "reason", "record"}) for n in range(1, 6)
    ]
    rejects[1]["record"]["headline"] = "عنوان أُصلح"
    mended = write(tmp_path, "mended.jsonl", rejects[1])
    report = run_import(find_inputs([str(mended)]), options, keep_reject=print)
    assert report.counts["created"] == 1


def waiting_on(response):
    return [
        (article.headline, [link.headline or link.url for link in links])
        for article, links in response.context["articles"]
    ]


def test_waiting_links_are_listed_page_by_page(client, manager, monkeypatch):
    from articles.admin import batch_pages

    monkeypatch.setattr(batch_pages, "WAITING_A_PAGE", 1)
    batch = bring(
        make_record(headline="أول", similar=["لم يصل 1", "ثان"], read_also=["لم يصل 2"]),
        make_record(headline="ثان", similar=["لم يصل 3"]),
        make_record(headline="ثالث"),
    )
    make_article(similar=["من دفعة أخرى"])
    ArticleLink.objects.filter(headline="لم يصل 2").update(is_picked=True)
    second = Article.objects.get(headline="ثان")
    ArticleLink.objects.create(article=second, kind="similar", position=5, url="https://a.example/x")
    first = client.get(page_of("waiting_links", batch))
    assert waiting_on(first) == [("ثان", ["لم يصل 3", "https://a.example/x"])]
    rest = client.get(f"{page_of('waiting_links', batch)}?after={first.context['next']}")
    assert waiting_on(rest) == [("أول", ["لم يصل 1"])]
    assert rest.context["next"] is None
    assert waiting_on(client.get(f"{page_of('waiting_links', batch)}?after=x")) == waiting_on(first)


def test_a_page_looks_among_so_many_records_and_goes_on(client, manager, monkeypatch):
    from articles.admin import batch_pages

    monkeypatch.setattr(batch_pages, "ITEMS_A_LOOK", 2)
    batch = bring(make_record(headline="أول", similar=["لم يصل"]), *[make_record() for _n in range(3)])
    page = client.get(page_of("waiting_links", batch))
    assert "لا رابط ينتظر في السجلات التي فُحصت" in text_of(page)
    rest = client.get(f"{page_of('waiting_links', batch)}?after={page.context['next']}")
    assert waiting_on(rest) == [("أول", ["لم يصل"])]


@pytest.mark.parametrize("size", [2, 20])
def test_lists_of_a_batch_cost_the_same_at_any_size(client, manager, size, django_assert_num_queries):
    batch = bring(*[make_record(similar=["لم يصل", "ولا هذا"]) for _n in range(size + 1)])
    pair_up(batch)
    # Session and person 2, rights 2, the batch 1, the records that wait 1, where to go on 1, their
    # articles and links 2.
    with django_assert_num_queries(9):
        client.get(page_of("waiting_links", batch))
    # Session and person 2, rights 2, the capped count 1, the rows 1.
    with django_assert_num_queries(6):
        client.get(f"/admin/articles/nearcopy/?batch__id__exact={batch.pk}")


def test_near_copies_are_looked_through_one_after_the_other(client, manager):
    batch = bring(
        make_record(headline="عنوان أول", body="نص قصير هنا", source="الواحة"),
        make_record(headline="عنوان ثان", body="نص طويل هنا"),
        make_record(headline="عنوان ثالث", body="نص طويل هنا"),
    )
    pairs = pair_up(batch)
    found = text_of(client.get("/admin/articles/nearcopy/"))
    for told in ("عنوان أول", "الواحة", "93%", "نسخة معدلة", "لم تُراجع"):
        assert told in found, told
    address = reverse("admin:articles_nearcopy_change", args=[pairs[0].pk])
    page = client.get(address)
    assert "<del>" in page.content.decode()
    assert "قصير" in text_of(page)
    second = client.post(address)
    assert second.url == reverse("admin:articles_nearcopy_change", args=[pairs[1].pk])
    last = client.post(second.url, follow=True)
    assert "روجعت كل النسخ شبه المطابقة" in text_of(last)
    assert set(NearCopy.objects.values_list("looked_by", flat=True)) == {manager.pk}
    assert client.get("/admin/articles/nearcopy/?looked=no").context["cl"].result_count == 0


def test_who_may_not_see_all_articles_sees_no_pairs_and_no_links(client):
    from django.contrib.auth.models import Permission

    person = make_user("outsider", group="reporter")
    person.user_permissions.add(Permission.objects.get(codename="view_importbatch"))
    batch = bring(make_record(similar=["لم يصل"]), make_record())
    [pair] = pair_up(batch)
    client.force_login(User.objects.get(pk=person.pk))
    assert client.get(page_of("change", batch)).status_code == 200
    for address in (
        page_of("waiting_links", batch), page_of("rejects", batch), page_of("progress", batch),
        page_of("undo", batch), "/admin/articles/nearcopy/",
        reverse("admin:articles_nearcopy_change", args=[pair.pk]),
    ):  # fmt: skip
        assert client.get(address).status_code == 403, address
    assert client.post(reverse("admin:articles_nearcopy_change", args=[pair.pk])).status_code == 403


def test_a_batch_that_is_not_there_is_not_found(client, manager):
    for name in ("undo", "progress", "rejects", "waiting_links"):
        assert client.get(reverse(f"admin:articles_importbatch_{name}", args=[2**62])).status_code == 404


def test_items_can_be_narrowed_to_what_an_undo_kept(client, manager):
    batch = bring(make_record(), make_record())
    kept = ImportItem.objects.latest("pk")
    ImportItem.objects.filter(pk=kept.pk).update(undone="touched")
    response = client.get(f"/admin/articles/importitem/?batch__id__exact={batch.pk}&undone__exact=touched")
    assert list(response.context["cl"].result_list) == [kept]


def test_a_worker_that_lives_is_told_from_none(client, manager, monkeypatch):
    batch = bring(make_record(), state=BatchState.UNDOING)
    monkeypatch.setattr("newsroom.probes.WORKER_SILENCE", timedelta(days=-1))
    assert "لا عامل مهام يعمل الآن" in text_of(client.get(page_of("progress", batch)))
    monkeypatch.setattr("articles.admin.accounts.is_worker_there", lambda: True)
    assert "في انتظار عامل المهام" in text_of(client.get(page_of("progress", batch)))
