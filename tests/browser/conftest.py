import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.gate import Gate
from tests.factories import make_user

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    """Mark all tests of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path():
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found and os.environ.get("CI"):
        pytest.fail(f"none of {', '.join(NAMES)} is installed, and CI must run the browser tests")
    if not found:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    return found


@pytest.fixture(scope="session")
def browser(chromium_path):
    """Give the installed Chromium; nothing is ever downloaded."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        # Chromium has no sandbox for root, and a container's /dev/shm is small.
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def gate(live_server):
    httpd = live_server.thread.httpd
    gate = Gate(httpd.get_app())
    httpd.set_app(gate)
    return gate


@pytest.fixture(autouse=True)
def closed_before_the_database_is_emptied(request):
    """Let no request of a page that was closed meet the emptying of the database: each would wait for
    the other. It is set up after the database and before the pages, so it ends between them."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    gate = request.getfixturevalue("gate")
    gate.open()
    yield
    gate.close()


def open_page(browser, **options):
    """Open a page that no worker stands behind, unless a test is about it: it would hide requests."""
    options = {"service_workers": "block", **options}
    context = browser.new_context(locale="ar", timezone_id="Asia/Riyadh", **options)
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def page(browser):
    yield from open_page(browser, viewport=DESKTOP)


@pytest.fixture
def phone(browser):
    yield from open_page(browser, viewport=PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def page_without_javascript(browser):
    yield from open_page(browser, viewport=PHONE, java_script_enabled=False)


@pytest.fixture
def complaints(page):
    """Collect what the browser complains of: policy violations and errors of scripts."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def editor(db):
    return make_user("editor", group="editor")
