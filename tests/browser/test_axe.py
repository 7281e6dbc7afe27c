"""What axe-core finds on the pages of the table of addresses, as the superuser sees them, in both themes."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.test_access import EXPECTED, PARTS, people, value_of, values

__all__ = ["people", "values"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)

SHOWN = [name for name, answers in EXPECTED.items() if answers[-1] == 200]
# All of them take minutes; the rest are Django's forms and lists once more.
MOST_USED = str.split("""
    home section source keyword author archive archive-month archive-year article search admin:index
    admin:articles_article_changelist
    admin:articles_article_add admin:articles_article_change admin:articles_article_history
    admin:articles_article_paste admin:articles_article_merge admin:articles_article_talk
    admin:articles_assignment_changelist admin:articles_image_changelist admin:articles_image_change
    admin:articles_image_upload admin:articles_section_changelist admin:articles_article_delete
    admin:articles_importbatch_change admin:articles_bulkrun_change admin:account admin:second_factor_set_up
    admin:newsroom_user_change admin:tags_keyword_merge admin:articles_feed_change admin:front
    admin:front_version topic admin:articles_topic_articles admin:articles_topic_change
    admin:calendar admin:calendar_day most-read flat-page
    admin:articles_flatpage_change admin:articles_flatpage_version admin:articles_partner_change
    newsletter newsletter-asked offline admin:articles_newsletter_changelist
    admin:state admin:state_job
    admin:articles_newsletter_preview admin:articles_housestyle_changelist
""")
OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
}
# A colour on its way from one theme to the other is neither.
SETTLE = "document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish())"


@pytest.fixture
def boss(page, live_server, people):
    client = Client()
    client.force_login(people["superuser"])
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def complaints_of(page):
    """List what is wrong in either theme: rule, place, and what axe says of it."""
    found = set()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.evaluate(SETTLE)
        for rule in Axe().run(page, options=OPTIONS).response["violations"]:
            found |= {(rule["id"], str(node["target"]), node["failureSummary"]) for node in rule["nodes"]}
    return sorted(found)


def is_page(page, address):
    """Among all addresses are feeds, pictures, downloads, and parts that scripts put into a page."""
    answer = page.request.get(address)
    is_html = answer.headers["content-type"].startswith("text/html")
    return is_html and answer.text().lstrip()[:9].lower() == "<!doctype"


def test_axe_finds_nothing(boss, live_server, values):
    found = {}
    for name in SHOWN if os.environ.get("NEWSROOM_SLOW") else MOST_USED:
        address = reverse(name, kwargs={part: value_of(part, name, values) for part in PARTS[name]})
        if name in MOST_USED or is_page(boss, live_server.url + address):
            boss.goto(live_server.url + address)
            found[name] = complaints_of(boss)
    assert set(MOST_USED) <= set(found)
    assert {name: told for name, told in found.items() if told} == {}


def test_axe_finds_nothing_where_nothing_is(page, live_server):
    assert page.goto(f"{live_server.url}/nothing-here/").status == 404
    assert complaints_of(page) == []
