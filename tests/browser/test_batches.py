"""A batch is looked through and undone in a real browser, under the real Content-Security-Policy."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.importers import undoing
from articles.importers.running import Options, run_import
from articles.models import Article, BatchState, CopyKind, ImportBatch, NearCopy
from newsroom.models import User
from tests.browser.test_admin import sign_in
from tests.factories import make_record, make_user, write_articles

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def batch(db):
    """Bring seven articles as a finished batch, for a person who may undo it."""
    make_user("editor", group="managing editor")
    write_articles(*[make_record(similar=["خبر لم يصل بعد"]) for _n in range(7)])
    batch = ImportBatch.objects.get()
    batch.state, batch.finished_at, batch.paths = BatchState.FINISHED, timezone.now(), ["أرشيف/أخبار.jsonl"]
    batch.counts = {"read": 7, "created": 7, "rejected": 0, "articles_per_second": 142.0}
    batch.save()
    return batch


def test_a_batch_is_undone_with_confirmation_and_a_progress_that_moves(
    page, live_server, batch, complaints, monkeypatch
):  # fmt: skip
    monkeypatch.setattr(undoing, "CHUNK", 4)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/importbatch/")
    expect(page.locator("#result_list")).to_contain_text("142 مقالا في الثانية")
    page.click(f"text=الدفعة {batch.pk}")
    page.click("text=التراجع عن الدفعة…")
    expect(page.locator(".account")).to_contain_text("7 مقالات")
    page.fill("[name=number]", "999999")
    page.click("button.harmful")
    page.wait_for_selector("text=هذا ليس رقم الدفعة")
    page.fill("[name=number]", str(batch.pk))
    page.click("button.harmful")
    page.wait_for_selector("text=لا عامل مهام يعمل الآن")
    seen = []

    def look(batch):
        # The page asks by itself: nobody reloads it.
        if batch.undo_counts["done"] == 4:
            page.wait_for_selector("text=تم التراجع عن 4 من 7 (57%)")
            seen.append(page.locator("progress").evaluate("bar => bar.position").__round__(2))

    undoing.undo_batch(ImportBatch.objects.get(), by=ImportBatch.objects.get().undone_by, watch=look)
    page.wait_for_selector("text=تم التراجع عنها")
    assert seen == [0.57]
    expect(page.locator("[data-live]")).to_have_count(0)
    expect(page.locator(".account")).to_contain_text("7 مقالات")
    assert not Article.objects.exists()
    assert [text for text in complaints if "422" not in text] == []


def test_rejects_are_read_downloaded_mended_and_imported(
    page, live_server, complaints, tmp_path
):  # fmt: skip
    make_user("editor", group="managing editor")
    path = tmp_path / "أرشيف.jsonl"
    path.write_text('{"headline": "عنوان", "body": "نص.", "date": "أمس"}\n{"headline": "ناقص\n', "utf-8")
    run_import([path], Options(by=User.objects.get(username="import"), format="jsonl"), keep_reject=print)
    batch = ImportBatch.objects.get()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/importbatch/{batch.pk}/change/")
    page.click(".ways >> text=المرفوضات")
    expect(page.locator("#result_list")).to_contain_text("ليس تاريخا نستطيع قراءته: 'أمس'")
    page.click("#result_list tbody tr:last-child th a")
    expect(page.locator("pre.record")).to_contain_text('"date": "أمس"')
    page.go_back()
    page.go_back()
    with page.expect_download() as download:
        page.click("text=تنزيلها لإصلاحها")
    mended = tmp_path / download.value.suggested_filename
    text = download.value.path().read_text("utf-8")
    mended.write_text(
        text.replace('"أمس"', '"17/5/2024"').replace("ناقص", 'تام\\", \\"body\\": \\"نص.\\"}'), "utf-8"
    )
    rejects = []
    run_import([mended], Options(by=batch.by), keep_reject=rejects.append)
    assert rejects == []
    assert set(Article.objects.values_list("headline", flat=True)) == {"عنوان", "تام"}
    assert complaints == []


def test_near_copies_are_looked_through_by_keyboard(page, live_server, batch, complaints):
    first, second, third = Article.objects.order_by("pk")[:3]
    NearCopy.objects.all().delete()  # the import found its own
    for article, other in ((second, first), (third, first)):
        NearCopy.objects.create(batch=batch, article=article, other=other, score=0.9, kind=CopyKind.EDITED)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/importbatch/{batch.pk}/change/")
    page.click("text=النسخ شبه المطابقة")
    page.click("#result_list th a")
    for _n in range(2):
        page.focus("button.default")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    page.wait_for_selector("text=روجعت كل النسخ شبه المطابقة")
    assert complaints == []


def test_a_phone_without_javascript_sees_how_far_it_is(page_without_javascript, live_server, batch):
    page = page_without_javascript
    ImportBatch.objects.update(
        state=BatchState.UNDOING, undo_counts={"done": 1, "total": 7}, heartbeat_at=timezone.now()
    )
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/importbatch/{batch.pk}/change/")
    expect(page.locator(".batch-live")).to_contain_text("تم التراجع عن 1 من 7")
    ImportBatch.objects.update(undo_counts={"done": 3, "total": 7})
    page.click("text=تحديث")
    expect(page.locator(".batch-live")).to_contain_text("تم التراجع عن 3 من 7")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
