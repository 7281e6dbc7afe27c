import io

import pytest
from PIL import Image as Picture
from playwright.sync_api import expect

from tests.browser.test_admin import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def jpeg():
    file = io.BytesIO()
    Picture.new("RGB", (640, 360), "teal").save(file, "JPEG")
    return {"name": "قارب.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_the_upload_page_asks_before_it_is_left_while_pictures_are_being_sent(
    page, live_server, editor, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    asked, held = [], []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/image/upload/")
    page.route("**/upload/", lambda route: held.append(route))
    page.click("h1")  # a browser asks only whoever has touched the page
    page.locator("[name=files]").set_input_files(jpeg())
    expect(page.locator("#upload-list li")).to_have_count(1)
    page.wait_for_timeout(200)
    page.evaluate("location.href = '/admin/'")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    held[0].continue_()
    expect(page.locator("#upload-next")).to_be_visible()
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]
