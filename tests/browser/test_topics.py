"""The articles of a topic file put in order in a real browser."""

import pytest

from articles.models import Topic
from articles.topics import keys_of, order_topic
from tests.articles.views.test_pages import make_articles
from tests.browser.test_admin import sign_in
from tests.browser.test_fronts import drag, row

pytestmark = pytest.mark.django_db(transaction=True)


def test_articles_are_added_dragged_and_moved_by_keys(page, live_server, editor, complaints):
    articles = make_articles(4)
    topic = Topic.objects.create(name="حصاد العام")
    order_topic(topic, [article.pk for article in articles[:3]], seen=0, by=editor)
    page.set_viewport_size({"width": 1280, "height": 1400})
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/admin/articles/topic/{topic.pk}/articles/")
    page.get_by_label("أضف مقالا").fill(articles[3].headline)
    page.locator("[role=option]", has_text=articles[3].headline).click()
    drag(page, articles[2], row(page, articles[0]), beside=0.2)
    row(page, articles[3]).locator("[data-handle]").focus()
    page.keyboard.press("ArrowDown")
    row(page, articles[1]).get_by_role("button", name="إزالة").click()
    page.get_by_role("button", name="احفظ الترتيب").click()
    page.wait_for_selector(".messagelist .success")
    assert keys_of(topic) == [articles[2].pk, articles[3].pk, articles[0].pk]
    assert complaints == []
