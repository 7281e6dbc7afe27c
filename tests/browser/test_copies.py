"""Near-copies at the desk in a real browser: a group is parted, mended and kept; pairs are looked at."""

import pytest
from playwright.sync_api import expect

from articles.models import CopyGroup, CopyMember, NearCopy
from tests.articles.similarity.copied import body, edit, invent
from tests.articles.similarity.test_groups import behind, copy
from tests.browser.test_admin import sign_in
from tests.factories import make_record, write_articles

pytestmark = pytest.mark.django_db(transaction=True)

FITS = "document.documentElement.scrollWidth <= innerWidth"


def test_a_copy_is_compared_set_apart_brought_back_and_the_group_kept(page, live_server, editor, complaints):
    head, second, third = copy(0), copy(1), copy(2)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/copygroup/")
    row = page.locator("#result_list tbody tr")
    expect(row).to_contain_text(["3 مقالات"])
    row.locator("a").first.click()
    members = page.locator("ul.choices").first.locator("li")
    expect(members.first).to_contain_text("تمثل الخبر")
    members.filter(has_text=third.headline).get_by_text("ما الفرق؟").click()
    expect(page.locator("#differences .headline-print")).to_have_text(third.headline)
    assert page.locator("#differences ins").count() > 0
    page.get_by_role("button", name=f"فصل: {second.headline}").click()
    page.wait_for_selector("text=فُصل المقال عن هذا الخبر")
    expect(members).to_have_count(2)
    assert behind() == {third.pk}
    page.get_by_role("button", name=f"إعادة إلى الخبر: {second.headline}").click()
    page.wait_for_selector("text=عاد المقال إلى هذا الخبر")
    expect(members).to_have_count(3)
    assert behind() == {second.pk, third.pk}
    page.click("text=تثبيت المجموعة")
    page.wait_for_selector("text=حسمها")
    assert CopyGroup.objects.get().decided_by == editor
    assert set(CopyMember.objects.values_list("article", flat=True)) == {head.pk, second.pk, third.pk}
    assert complaints == []


def test_a_group_is_parted_and_mended_on_a_phone(phone, live_server, editor):
    copy(0, headline="عنوان طويل لا يتسع له سطر واحد على هاتف صغير مهما صغر الخط فيه")
    second = copy(1)
    sign_in(phone, live_server)
    phone.goto(f"{live_server.url}/admin/articles/copygroup/")
    assert phone.evaluate(FITS)
    phone.locator("#result_list tbody a").first.tap()
    phone.wait_for_selector("text=نسخ من خبر واحد")
    assert phone.evaluate(FITS)
    phone.get_by_role("button", name=f"فصل: {second.headline}").tap()
    back = phone.get_by_role("button", name=f"إعادة إلى الخبر: {second.headline}")
    back.wait_for()
    assert phone.evaluate(FITS)
    assert back.bounding_box()["height"] >= 44  # a thumb hits it
    back.tap()
    phone.wait_for_selector("text=عاد المقال إلى هذا الخبر")


def test_pairs_are_looked_at_one_after_the_other(page, live_server, editor, complaints):
    text = invent(5)
    write_articles(*(make_record(body=body(edit(text, 0.1 * n, n)), source=f"وكالة {n}") for n in range(3)))
    assert NearCopy.objects.count() > 1
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/nearcopy/?looked=no")
    page.locator("#result_list tbody a").first.click()
    page.click("text=ليستا نسختين")
    page.wait_for_selector("text=حُفظتا منفصلتين")
    for _pair in range(NearCopy.objects.filter(looked_at=None).count()):
        page.click("text=نسختان من خبر واحد")
        page.wait_for_load_state()
    page.wait_for_selector("text=روجعت كل النسخ شبه المطابقة")
    assert not NearCopy.objects.filter(looked_at=None).exists()
    assert complaints == []
