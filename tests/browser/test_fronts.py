"""The front page laid out in a real browser: by mouse, by finger, by keys, and without scripts."""

import pytest
from playwright.sync_api import expect

from articles.fronts import Entry, arrange, entries_of, newest_arrangement
from tests.articles.views.test_pages import make_articles
from tests.browser.test_admin import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def articles(editor):
    """Place three in the boxes and one in the lead."""
    articles = make_articles(8)
    slots = ("lead", "box", "box", "box")
    arrange(
        None, [Entry(slot, one.pk) for slot, one in zip(slots, articles, strict=False)], seen=0, by=editor
    )
    return articles


def open_front(page, live_server):
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/front/")


def row(page, article):
    return page.locator("[data-item]", has_text=article.headline)


def save(page):
    page.get_by_role("button", name="احفظ، ويظهر للقراء حالا").click()
    page.wait_for_selector(".messagelist .success")


def placed():
    return [(entry.slot, entry.article) for entry in entries_of(newest_arrangement(None))]


def drag(page, article, target, *, beside=0.9):
    """Take a row by its handle and let it go over the lower or the upper part of another."""
    start = row(page, article).locator("[data-handle]").bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    end = target.bounding_box()
    for share in (0.3, 0.6, 1):
        page.mouse.move(
            start["x"] + 8, start["y"] + 8 + (end["y"] + end["height"] * beside - start["y"] - 8) * share
        )
    page.mouse.up()


def test_a_row_is_dragged_within_its_slot_and_into_another(page, live_server, articles, complaints):
    page.set_viewport_size({"width": 1280, "height": 1800})
    open_front(page, live_server)
    lead, one, two, three = articles[:4]
    drag(page, three, row(page, one), beside=0.2)
    drag(page, two, page.locator("#slot-second").locator(".."))
    drag(page, one, row(page, lead), beside=0.2)
    save(page)
    assert placed() == [("lead", one.pk), ("lead", lead.pk), ("second", two.pk), ("box", three.pk)]
    assert complaints == []


def test_escape_lets_a_dragged_row_go_back(page, live_server, articles):
    page.set_viewport_size({"width": 1280, "height": 1800})
    open_front(page, live_server)
    start = row(page, articles[3]).locator("[data-handle]").bounding_box()
    end = row(page, articles[0]).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 4)
    expect(page.locator("#slot-lead ~ ol [data-item]")).to_have_count(2)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator("#slot-lead ~ ol [data-item]")).to_have_count(1)


def test_keys_move_a_row_through_the_slots_keep_the_focus_and_say_where_it_is(page, live_server, articles):
    open_front(page, live_server)
    lead, one, two, _three = articles[:4]
    row(page, two).locator("[data-handle]").focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.matches('[data-handle]')")
    assert two.headline in page.locator("#ordering-status").text_content()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#ordering-status")).to_contain_text("الصف الثاني")
    row(page, lead).get_by_role("button", name="إلى أسفل").focus()
    page.keyboard.press("Enter")
    row(page, one).locator("select").select_option("lead")
    save(page)
    assert placed()[:3] == [("lead", one.pk), ("second", lead.pk), ("second", two.pk)]


def test_an_article_is_found_added_and_another_taken_away(page, live_server, articles):
    open_front(page, live_server)
    new = articles[7]
    field = page.get_by_label("أضف مقالا: الصف الثاني")
    field.fill(new.headline[-16:-6])
    field.fill(new.headline)
    page.locator("[role=option]", has_text=new.headline).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert row(page, new).locator("select").input_value() == "second"
    row(page, articles[1]).get_by_role("button", name="إزالة").click()
    save(page)
    assert ("second", new.pk) in placed()
    assert ("box", articles[1].pk) not in placed()


def test_a_time_is_set_and_kept(page, live_server, articles):
    open_front(page, live_server)
    entry = row(page, articles[0])
    entry.locator("summary").click()
    entry.locator("[name$='-until_at_0']").fill("2031-05-17")
    entry.locator("[name$='-until_at_1']").fill("18:30")
    save(page)
    assert f"{entries_of(newest_arrangement(None))[0].until_at:%Y-%m-%d %H:%M}" == "2031-05-17 15:30"
    assert "18:30" in row(page, articles[0]).locator("summary").inner_text()


def test_a_finger_moves_a_row_on_a_phone(phone, live_server, articles):
    open_front(phone, live_server)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button = row(phone, articles[2]).get_by_role("button", name="إلى أعلى")
    button.tap()
    handle = row(phone, articles[3]).locator("[data-handle]")
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), row(phone, articles[2]).bounding_box()
    touch = phone.context.new_cdp_session(phone)
    points = [(start["x"] + 9, start["y"] + 9), (end["x"] + 40, end["y"] + 30), (end["x"] + 40, end["y"] + 8)]
    for number, (x, y) in enumerate(points):
        kind = "touchMove" if number else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    save(phone)
    assert [key for slot, key in placed() if slot == "box"] == [
        articles[3].pk,
        articles[2].pk,
        articles[1].pk,
    ]


def test_a_page_with_changes_asks_before_it_is_left_and_a_saved_one_does_not(page, live_server, articles):
    open_front(page, live_server)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    row(page, articles[1]).get_by_role("button", name="إلى أسفل").click()
    page.evaluate("location.href = '/admin/'")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    save(page)
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]


def test_without_scripts_numbers_and_slots_lay_it_out(page_without_javascript, live_server, articles):
    page = page_without_javascript
    open_front(page, live_server)
    row(page, articles[3]).locator("[name$='-ORDER']").fill("1")
    row(page, articles[1]).locator("select").select_option("second")
    page.locator("fieldset [name$='-article']").fill(str(articles[7].pk))
    page.get_by_role("button", name="احفظ، ويظهر للقراء حالا").click()
    assert ("second", articles[1].pk) in placed()
    assert {key for _slot, key in placed()} == {one.pk for one in (*articles[:4], articles[7])}
