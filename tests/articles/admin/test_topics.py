import pytest
from django.urls import reverse

from articles.models import AuditEntry, Image, Section, Topic, TopicEntry
from articles.topics import keys_of, order_topic
from newsroom.models import User
from tests.articles.views.test_pages import make_articles
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return Topic.objects.create(name="حصاد العام")


def address_of(topic):
    return reverse("admin:articles_topic_articles", args=[topic.pk])


def sent(*articles, seen=0):
    data = {"form-TOTAL_FORMS": len(articles), "form-INITIAL_FORMS": 0, "seen": seen}
    for place, article in enumerate(articles):
        data |= {f"form-{place}-article": article.pk, f"form-{place}-ORDER": place + 1}
    return data


def words(**overrides):
    none = {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}
    return {"name": "حصاد العام", "introduction": "", "picture": "", "slug": "", **none, **overrides}


def test_a_file_is_made_filled_published_and_read(client, editor):
    articles = make_articles(3)
    client.force_login(editor)
    response = client.post(reverse("admin:articles_topic_add"), words(introduction="ما جرى"))
    topic = Topic.objects.get()
    assert response["Location"] == address_of(topic)
    assert client.post(address_of(topic), sent(*articles)).status_code == 302
    assert client.get(topic.get_absolute_url()).status_code == 404
    client.post(reverse("admin:articles_topic_change", args=[topic.pk]), words(is_published="on"))
    assert client.get(topic.get_absolute_url()).context["page"].articles == articles
    acts = (
        AuditEntry.objects.filter(action__startswith="topic_").order_by("pk").values_list("action", flat=True)
    )
    assert list(acts) == ["topic_add", "topic_order", "topic_change"]


def test_a_new_name_keeps_the_old_address(client, editor, topic):
    client.force_login(editor)
    old = topic.get_absolute_url()
    data = words(name="حصاد السنة", is_published="on", slug=topic.slug)
    client.post(reverse("admin:articles_topic_change", args=[topic.pk]), data)
    topic.refresh_from_db()
    assert topic.get_absolute_url() != old
    assert client.get(old)["Location"] == topic.get_absolute_url()


def test_a_picture_without_its_words_is_refused(client, editor, topic):
    client.force_login(editor)
    bare = Image.objects.create(url="https://marsa.example/1.jpg")
    address = reverse("admin:articles_topic_change", args=[topic.pk])
    assert "نصها البديل" in client.post(address, words(picture=bare.pk)).content.decode()
    Image.objects.filter(pk=bare.pk).update(credit="وكالات", alt="جسر")
    assert client.post(address, words(picture=bare.pk)).status_code == 302
    topic.refresh_from_db()
    assert topic.picture == bare


def test_a_version_that_is_no_number_is_none(client, editor, topic):
    client.force_login(editor)
    for seen in ("9" * 5000, "٣", "x"):
        assert client.post(address_of(topic), sent(make_article(), seen=seen)).status_code == 409


def test_over_a_newer_order_both_are_shown_and_nothing_is_overwritten(client, editor, managing_editor, topic):
    one, two, three = make_articles(3)
    order_topic(topic, [one.pk], seen=0, by=managing_editor)
    client.force_login(editor)
    response = client.post(address_of(topic), sent(two, three))
    text = response.content.decode()
    assert response.status_code == 409
    assert all(article.headline in text for article in (one, two, three))
    assert keys_of(topic) == [one.pk]
    client.post(address_of(topic), sent(two, three, seen=1))
    assert keys_of(topic) == [two.pk, three.pk]


@pytest.mark.parametrize("data", [{}, {"form-0-article": "x"}, {"form-0-article": 999_999}])
def test_what_cannot_be_read_changes_nothing(client, editor, topic, data):
    client.force_login(editor)
    response = client.post(address_of(topic), (sent(make_article()) | data) if data else {})
    assert response.status_code == 422
    assert not TopicEntry.objects.exists()


def test_who_is_kept_to_a_section_learns_no_headline_of_another(client, editor, topic):
    secret = make_article(status="draft", headline="زقزوق")
    order_topic(topic, [secret.pk], seen=0, by=editor)
    person = make_user("kept", group="editor")
    person.sections.set([Section.objects.ensure(["رياضة"])[0]["رياضة"]])
    client.force_login(User.objects.get(pk=person.pk))
    response = client.get(address_of(topic))
    assert (response.status_code, "زقزوق" in response.content.decode()) == (200, False)


def test_a_file_is_deleted_and_its_articles_stay(client, managing_editor, topic):
    article = make_article()
    order_topic(topic, [article.pk], seen=0, by=managing_editor)
    client.force_login(managing_editor)
    client.post(reverse("admin:articles_topic_delete", args=[topic.pk]), {"post": "yes"})
    assert not Topic.objects.exists()
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("count", [1, 60])
def test_the_queries_of_the_order_do_not_grow(client, editor, topic, django_assert_max_num_queries, count):
    articles = make_articles(count)
    order_topic(topic, [article.pk for article in articles], seen=0, by=editor)
    client.force_login(editor)
    client.get(address_of(topic))
    # The session and the person with rights and second step (5), the file, its order, its articles.
    with django_assert_max_num_queries(8):
        client.get(address_of(topic))
