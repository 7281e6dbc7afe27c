"""Pictures of the library in the text, tables and directions, in a real browser and by keyboard."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles import publishing
from articles.figures import BodyFigure
from articles.models import Article, Image
from articles.publishing import create
from articles.records import Record
from articles.sanitizing import body_html
from articles.uploading import keep_picture
from articles.verifying import verify_image
from tests.articles.metadata import jpeg
from tests.browser.test_axe import complaints_of
from tests.browser.test_writing import body_of, open_form, paste

pytestmark = pytest.mark.django_db(transaction=True)
CAPTION = "جسر المرسى القديم عند الفجر"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def jpeg_of(color):
    content = io.BytesIO()
    Pillow.new("RGB", (320, 180), color).save(content, "JPEG")
    return content.getvalue()


def make_picture(by, color="teal"):
    words = {"caption": CAPTION, "credit": "وكالة المرسى", "alt": "جسر فوق نهر"}
    return keep_picture(verify_image(ContentFile(jpeg_of(color), name="a.jpg")), by=by, **words)[0]


def figure(image, **given):
    words = {"align": "", "caption": CAPTION, "credit": "وكالة المرسى", "alt": "جسر فوق نهر", **given}
    return BodyFigure(image.pk, **words)


def kept(page):
    """Return the body without the addresses of the day, which the server does not keep."""
    return body_html(body_of(page))


def dialog_of(page):
    return page.get_by_role("dialog", name="صورة")


def search(page, text="المرسى"):
    dialog = dialog_of(page)
    page.keyboard.type(text)
    dialog.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("الشرح", exact=True)).to_be_focused()
    return dialog


def test_a_picture_is_found_described_and_put_into_the_text_by_keyboard(
    page, live_server, editor, complaints
):
    image = make_picture(editor)
    open_form(page, live_server).click()
    page.keyboard.type("قبل الصورة")
    page.keyboard.press("Control+Alt+p")
    dialog = search(page)
    assert dialog.get_by_label("حقوق الصورة").input_value() == "وكالة المرسى"
    assert dialog.get_by_label("النص البديل", exact=True).input_value() == "جسر فوق نهر"
    page.keyboard.press("End")
    page.keyboard.type(" تماما")
    dialog.get_by_label("الموضع").select_option("start")
    dialog.get_by_role("button", name="تطبيق").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("بعد الصورة")
    whole = figure(image, align="start", caption=f"{CAPTION} تماما").html()
    assert kept(page) == f"<p>قبل الصورة</p>{whole}<p>بعد الصورة</p>"
    page.fill("[name=headline]", "مقال فيه صورة")
    page.get_by_role("button", name="حفظ", exact=True).click()
    page.wait_for_url("**/change/")
    article = Article.objects.get(headline="مقال فيه صورة")
    assert article.body == f"<p>قبل الصورة</p>{whole}<p>بعد الصورة</p>"
    assert article.body_images.get().image == image
    # It is read back as it was written, with its picture.
    shown = page.locator(".ProseMirror figure[data-picture] img")
    assert shown.evaluate("(one) => one.decode().then(() => one.naturalWidth)") == 320
    assert complaints == []


def open_with(page, live_server, editor, *images, **given):
    figures = "".join(figure(image, **given).html() for image in images)
    record = Record.from_mapping({"headline": "خبر", "body": f"<p>قبل</p>{figures}<p>بعد</p>"})
    open_form(page, live_server, create(record, by=editor))
    page.on("dialog", lambda dialog: dialog.accept())
    shown = page.locator(".ProseMirror figure[data-picture]")
    shown.first.locator("img").evaluate("(one) => one.decode()")
    return shown


@pytest.mark.parametrize("way", ["Enter", "button", "double click", "key"])
def test_a_picture_is_edited_where_it_stands(page, live_server, editor, complaints, way):
    image = make_picture(editor)
    shown = open_with(page, live_server, editor, image, align="end")
    shown.dblclick() if way == "double click" else shown.click()
    button = page.get_by_role("button", name="صورة", exact=True)
    if way != "double click":
        expect(button).to_have_attribute("aria-pressed", "true")
    if way == "button":
        button.click()
    elif way in ("Enter", "key"):
        page.keyboard.press({"Enter": "Enter", "key": "Control+Alt+p"}[way])
    dialog = dialog_of(page)
    expect(dialog.get_by_label("الشرح", exact=True)).to_be_focused()
    assert dialog.get_by_label("الموضع").input_value() == "end"
    page.keyboard.press("Control+a")
    page.keyboard.type("شرح آخر")
    dialog.get_by_label("الموضع").select_option("")
    dialog.get_by_role("button", name="تطبيق").click()
    dialog.wait_for(state="detached")
    assert kept(page) == f"<p>قبل</p>{figure(image, caption='شرح آخر').html()}<p>بعد</p>"
    assert complaints == []


def test_a_picture_is_deleted_cut_and_pasted_as_one(page, live_server, editor):
    image = make_picture(editor)
    whole = figure(image, align="start").html()
    shown = open_with(page, live_server, editor, image, align="start")
    shown.click()
    page.keyboard.press("Control+x")
    assert kept(page) == "<p>قبل</p><p>بعد</p>"
    page.locator(".ProseMirror p").last.click()
    page.keyboard.press("End")
    page.wait_for_timeout(600)  # the browser tells of the caret late, and counts two clicks as one
    page.keyboard.press("Control+v")
    assert kept(page) == f"<p>قبل</p><p>بعد</p>{whole}"
    page.locator(".ProseMirror figure[data-picture]").click()
    expect(page.get_by_role("button", name="صورة", exact=True)).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(600)  # what follows at once is undone together
    page.keyboard.press("Delete")
    assert kept(page) == "<p>قبل</p><p>بعد</p>"
    page.keyboard.press("Control+z")
    assert whole in kept(page)


def test_a_picture_is_moved_by_dragging(page, live_server, editor):
    image = make_picture(editor)
    shown = open_with(page, live_server, editor, image)
    target = page.locator(".ProseMirror p").last
    target.scroll_into_view_if_needed()
    start, end = shown.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + start["height"] / 2 + 20, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + end["height"] / 2, steps=6)
    page.mouse.up()
    expect(page.locator(".ProseMirror > :last-child")).to_have_attribute("data-picture", str(image.pk))
    assert kept(page) == f"<p>قبل</p><p>بعد</p>{figure(image).html()}"


def test_what_is_not_in_the_library_is_told_with_the_way_to_upload_it(page, live_server, editor, complaints):
    open_form(page, live_server).click()
    page.keyboard.press("Control+Alt+p")
    dialog = dialog_of(page)
    expect(dialog.get_by_role("status")).to_contain_text("أحدث الصور")
    page.keyboard.type("زرافة")
    expect(dialog.get_by_role("status")).to_contain_text("لا صورة في المكتبة بهذه الكلمات")
    link = dialog.get_by_role("link", name="ارفع صورا إلى المكتبة (في لسان جديد)")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    assert link.get_attribute("href") == "/admin/articles/image/upload/"
    dialog.get_by_role("button", name="تطبيق").click()
    expect(dialog.get_by_role("alert")).to_contain_text("اختر صورة من المكتبة أولا")
    expect(dialog.get_by_label("ابحث في مكتبة الصور")).to_be_focused()
    assert complaints == []


def test_the_newest_pictures_are_shown_on_asking(page, live_server, editor):
    for color in ("red", "green", "blue"):
        make_picture(editor, color)
    open_form(page, live_server).click()
    page.keyboard.press("Control+Alt+p")
    page.keyboard.press("ArrowDown")
    options = dialog_of(page).get_by_role("option")
    expect(options).to_have_count(3)
    assert options.first.locator("img").get_attribute("src") == Image.objects.latest("pk").file.url


def test_a_new_picture_is_sent_from_the_dialog_with_the_words_of_its_file(
    page, live_server, editor, complaints
):
    words = {(1, 90): b"\x1b%G", (2, 120): "جسر الوادي".encode(), (2, 110): "أ ف ب".encode()}
    open_form(page, live_server).click()
    page.keyboard.press("Control+Alt+p")
    dialog = dialog_of(page)
    chosen = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(iptc=words)}
    dialog.locator("[name=file]").set_input_files(chosen)
    expect(dialog.get_by_label("الشرح", exact=True)).to_have_value("جسر الوادي")
    dialog.get_by_label("النص البديل", exact=True).fill("جسر فوق واد")
    with page.expect_response("**/image/describe/**"):
        dialog.get_by_role("button", name="تطبيق").click()
    image = Image.objects.get()
    assert kept(page).startswith(
        figure(image, caption="جسر الوادي", credit="أ ف ب", alt="جسر فوق واد").html()
    )
    # What was written under it here, the library knows too.
    assert (image.caption, image.credit, image.alt) == ("جسر الوادي", "أ ف ب", "جسر فوق واد")
    assert complaints == []


def test_a_file_that_is_no_picture_is_refused_in_words(page, live_server, editor):
    open_form(page, live_server).click()
    page.keyboard.press("Control+Alt+p")
    dialog = dialog_of(page)
    dialog.locator("[name=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x"})
    expect(dialog.get_by_role("status")).not_to_contain_text("أحدث الصور")
    expect(dialog.get_by_role("status")).not_to_contain_text("تُرسَل")
    assert dialog.get_by_role("status").inner_text()
    assert not Image.objects.exists()


def test_pasted_figures_of_other_pages_are_no_pictures_of_ours(page, live_server, editor):
    image = make_picture(editor)
    body = open_form(page, live_server)
    body.click()
    paste(page, f"<p>قبل</p>{figure(image).html('https://evil.example/1.jpg')}<p>بعد</p>", "قبل")
    assert "data-picture" not in body_of(page)
    assert CAPTION in body_of(page)


def test_axe_finds_nothing_in_the_dialog(page, live_server, editor):
    make_picture(editor)
    open_form(page, live_server).click()
    page.keyboard.press("Control+Alt+p")
    page.keyboard.type("المرسى")
    dialog_of(page).get_by_role("option").first.wait_for()
    assert complaints_of(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert complaints_of(page) == []


@pytest.mark.parametrize("way", ["applied", "cancelled"])
def test_no_letter_is_lost_that_is_typed_as_the_dialog_closes(page, live_server, editor, way):
    image = make_picture(editor)
    open_form(page, live_server)
    page.on("dialog", lambda dialog: dialog.accept())
    for _try in range(5):
        page.goto(f"{live_server.url}/admin/articles/article/add/")
        page.locator(".ProseMirror").first.click()
        page.keyboard.type("شاهدوا")
        page.keyboard.press("Control+Alt+p")
        dialog = search(page)
        if way == "applied":
            dialog.get_by_role("button", name="تطبيق").focus()
        page.keyboard.press("Enter" if way == "applied" else "Escape")
        page.keyboard.type("تتمة الخبر")
        expect(page.get_by_role("dialog")).to_have_count(0)
        end = f"<p>شاهدوا</p>{figure(image).html()}<p>تتمة الخبر</p>"
        assert kept(page) == (end if way == "applied" else "<p>شاهدواتتمة الخبر</p>")


SIDES = """
() => [...document.querySelectorAll('.body .figure')].map((one) => {
    const [box, body] = [one.getBoundingClientRect(), document.querySelector('.body').getBoundingClientRect()]
    const near = (a, b) => Math.abs(a - b) < 2
    return [near(box.left, body.left), near(box.right, body.right)]
})
"""


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_pictures_stand_at_the_start_and_the_end_of_the_lines(
    page, live_server, managing_editor, language, width, complaints
):
    images = [make_picture(managing_editor, color) for color in ("red", "green", "blue")]
    text = "<p>" + "قال المهندس إن الجسر يخدم عشرين ألف ساكن كل يوم. " * 20 + "</p>"
    aligned = zip(images, ("", "start", "end"), strict=True)
    body = "".join(figure(image, align=align).html() + text for image, align in aligned)
    record = Record.from_mapping({"headline": "جسر في المرسى", "body": body, "language": language})
    article = create(record, by=managing_editor)
    for move in ("submit", "approve", "publish"):
        getattr(publishing, move)(Article.objects.get(pk=article.pk), by=managing_editor)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + article.get_absolute_url())
    whole, left, right = [True, True], [True, False], [False, True]
    wide = {"ar": [whole, right, left], "en": [whole, left, right]}[language]
    assert page.evaluate(SIDES) == ([whole] * 3 if width == 390 else wide)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []


def test_the_editor_stands_in_the_direction_of_the_language(page, live_server, editor):
    image = make_picture(editor)
    shown = open_with(page, live_server, editor, image, align="start")
    body = page.locator(".ProseMirror")
    is_at_right = "(one) => one.offsetLeft > one.parentElement.clientWidth / 3"
    assert (body.get_attribute("dir"), shown.evaluate(is_at_right)) == ("rtl", True)
    page.locator("#id_language").select_option("en")
    assert (body.get_attribute("dir"), shown.evaluate(is_at_right)) == ("ltr", False)
    body.locator("p").last.click()
    page.keyboard.type("more")
    assert body.get_attribute("dir") == "ltr"


def test_a_table_is_made_filled_grown_and_kept(page, live_server, editor, complaints):
    open_form(page, live_server).click()

    def tool(name):
        return page.get_by_role("button", name=name, exact=True)

    tool("جدول").click()
    page.keyboard.type("المدينة")
    page.keyboard.press("Tab")
    page.keyboard.type("السكان")
    tool("إضافة صف").click()
    tool("حذف العمود").click()
    expect(page.locator(".ProseMirror tr")).to_have_count(4)
    expect(page.locator(".ProseMirror tr:first-child > *")).to_have_count(2)
    page.fill("[name=headline]", "مقال فيه جدول")
    tool("حفظ").click()
    page.wait_for_url("**/change/")
    body = Article.objects.get(headline="مقال فيه جدول").body
    assert "المدينة" in body
    assert (body.count("<tr>"), body.count("<th"), body.count("<td")) == (4, 2, 6)
    assert complaints == []


def test_each_paragraph_has_its_own_direction_and_keeps_it(page, live_server, editor, complaints):
    open_form(page, live_server).click()
    turn = page.get_by_role("button", name="اتجاه الفقرة", exact=True)
    page.keyboard.type("قال البيان:")
    page.keyboard.press("Enter")
    turn.click()
    page.keyboard.type("NASA said: go.")
    assert body_of(page) == '<p>قال البيان:</p><p dir="ltr">NASA said: go.</p>'
    place = page.locator(".ProseMirror p").last.evaluate("(one) => getComputedStyle(one).direction")
    assert place == "ltr"
    page.fill("[name=headline]", "مقال بلغتين")
    page.get_by_role("button", name="حفظ", exact=True).click()
    page.wait_for_url("**/change/")
    assert '<p dir="ltr">NASA said: go.</p>' in Article.objects.get(headline="مقال بلغتين").body
    assert complaints == []
