import pytest

from articles.models import AuditEntry, Section, Topic, TopicEntry
from articles.refusals import NotAllowed, PublishingError
from articles.topics import MOST, NewerOrder, keys_of, order_topic
from newsroom.models import User
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return Topic.objects.create(name="حصاد العام")


@pytest.fixture
def keys():
    return [make_article().pk for _ in range(3)]


def test_the_order_is_kept_each_article_once_and_told_in_the_audit(editor, topic, keys):
    order_topic(topic, [keys[1], keys[0], keys[1]], seen=0, by=editor)
    assert keys_of(topic) == [keys[1], keys[0]]
    order_topic(topic, [keys[0], keys[1]], seen=1, by=editor)
    order_topic(topic, [keys[0], keys[2]], seen=2, by=editor)
    notes = list(
        AuditEntry.objects.filter(action="topic_order").order_by("pk").values_list("note", flat=True)
    )
    assert [note.count("أُضيف") for note in notes] == [2, 0, 1]
    assert notes[1] == "تغيّر الترتيب وحده"
    assert "أُزيل" in notes[2]


def test_an_order_is_not_saved_over_one_that_its_editor_never_saw(editor, managing_editor, topic, keys):
    order_topic(topic, keys[:1], seen=0, by=managing_editor)
    with pytest.raises(NewerOrder):
        order_topic(topic, keys[1:], seen=0, by=editor)
    assert keys_of(topic) == keys[:1]
    assert order_topic(topic, keys[:1], seen=0, by=editor).version == 1  # the same sent twice


def test_who_may_not_publish_orders_nothing(reporter, topic, keys):
    with pytest.raises(NotAllowed):
        order_topic(topic, keys, seen=0, by=reporter)


def test_what_is_not_there_and_what_is_too_much_is_refused(editor, topic, keys):
    for wrong in ([999_999], range(1, MOST + 2)):
        with pytest.raises(PublishingError):
            order_topic(topic, list(wrong), seen=0, by=editor)
    assert not TopicEntry.objects.exists()


def test_an_article_that_one_may_not_see_stays_but_is_not_added(editor, topic):
    person = make_user("kept", group="editor")
    person.sections.set([Section.objects.ensure(["رياضة"])[0]["رياضة"]])
    person = User.objects.get(pk=person.pk)
    secret, shown = make_article(status="draft"), make_article()
    with pytest.raises(PublishingError):
        order_topic(topic, [secret.pk], seen=0, by=person)
    order_topic(topic, [secret.pk], seen=0, by=editor)
    order_topic(topic, [shown.pk, secret.pk], seen=1, by=person)
    assert keys_of(topic) == [shown.pk, secret.pk]
