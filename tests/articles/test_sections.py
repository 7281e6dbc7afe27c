"""Who works in some sections is kept to them, by every way into an article."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import assigning, planning, publishing, talking
from articles.admin.desk import waiting_for
from articles.models import Article, Section
from articles.permissions import may_change, may_delete, may_view, moves_for, viewable
from articles.records import Record
from articles.refusals import NotAllowed
from articles.similarity.deciding import may_decide
from newsroom.models import User
from tests.articles.admin.pages import address, form_fields
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

SPORT, BALL, POLITICS = "رياضة", "كرة القدم", "سياسة"
ALL = [SPORT, BALL, POLITICS, None]


@pytest.fixture
def sections(db):
    found = Section.objects.ensure([SPORT, BALL, POLITICS])[0]
    Section.objects.filter(pk=found[BALL].pk).update(parent=found[SPORT])
    return found


def working_in(name, *, group, sections, named=(SPORT,)):
    person = make_user(name, group=group)
    person.sections.set([sections[one] for one in named])
    return User.objects.get(pk=person.pk)


def draft(section, *, by):
    return publishing.create(Record.from_mapping({"headline": f"خبر {section}", "section": section}), by=by)


@pytest.fixture
def drafts(sections, managing_editor):
    """Make a draft of each section and one without; the keys are the names of the sections."""
    return {name: draft(name, by=managing_editor) for name in (SPORT, BALL, POLITICS, None)}


def seen_of(person, drafts):
    rows = set(viewable(person, Article.objects.all()).values_list("pk", flat=True))
    seen = [name for name, article in drafts.items() if article.pk in rows]
    # The condition on rows and the rule on one article say the same.
    assert seen == [name for name, article in drafts.items() if may_view(person, article)]
    return seen


# (group, whether kept to sport) → what they see, what they change, what they publish.
REACH = [
    ("reporter", False, [], [], []),
    ("reporter", True, [SPORT, BALL], [SPORT, BALL], []),
    ("editor", False, ALL, ALL, ALL),
    # What has no section yet is for every editor, or it would wait for nobody.
    ("editor", True, [SPORT, BALL, None], [SPORT, BALL, None], [SPORT, BALL, None]),
    ("managing editor", True, [SPORT, BALL, None], [SPORT, BALL, None], [SPORT, BALL, None]),
    ("import staff", False, ALL, [], []),
    ("import staff", True, [SPORT, BALL, None], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("group", "is_kept", "seen", "changed", "published"), REACH)
def test_a_person_reaches_their_sections(sections, drafts, group, is_kept, seen, changed, published):
    person = working_in("one", group=group, sections=sections, named=(SPORT,) if is_kept else ())
    assert seen_of(person, drafts) == seen
    assert [name for name, article in drafts.items() if may_change(person, article)] == changed
    moves = {name: {move.name for move in moves_for(person, article)} for name, article in drafts.items()}
    assert [name for name in drafts if "publish" in moves[name]] == published


def test_an_administrator_is_kept_to_nothing(sections, drafts):
    boss = make_user("boss", is_superuser=True)
    boss.sections.set([sections[SPORT]])
    assert seen_of(User.objects.get(pk=boss.pk), drafts) == [*drafts]


def test_own_given_and_public_articles_stay_in_sight(sections, drafts, editor):
    reporter = working_in("one", group="reporter", sections=sections)
    own, public = draft(POLITICS, by=reporter), make_article(section=POLITICS)
    assigning.assign(title="متابعة", to=reporter, due_at=timezone.now(), by=editor, article=drafts[POLITICS])
    rows = set(viewable(reporter, Article.objects.all()))
    assert {own, public, drafts[POLITICS]} <= rows
    assert drafts[None] not in rows
    assert may_change(reporter, own)
    assert may_change(reporter, drafts[POLITICS])
    assert may_view(reporter, public)
    assert not may_change(reporter, public)


def test_the_door_is_shut_outside_the_sections(sections, drafts):
    person = working_in("one", group="managing editor", sections=sections)
    shut, record = drafts[POLITICS], Record.from_mapping({"headline": "آخر"})
    doors = [
        lambda: publishing.save(shut, record, by=person),
        lambda: publishing.submit(shut, by=person),
        lambda: publishing.approve(shut, by=person),
        lambda: publishing.publish(shut, by=person),
        lambda: publishing.delete(shut, by=person),
        lambda: planning.embargo(shut, at=timezone.now() + timezone.timedelta(days=1), by=person),
        lambda: publishing.restore(shut.latest_revision, by=person),
    ]
    for door in doors:
        with pytest.raises(NotAllowed):
            door()
    assert not may_delete(person, shut)
    assert may_delete(person, drafts[SPORT])


def test_a_text_is_not_taken_into_the_section_of_others_before_readers(sections):
    person = working_in("one", group="editor", sections=sections)
    public = make_article(section=SPORT)
    record = publishing.record_of(public.latest_revision)
    record.section = POLITICS
    publishing.save(public, record, by=person)
    with pytest.raises(NotAllowed, match=POLITICS):
        publishing.publish(public, by=person)
    record.section = BALL
    publishing.save(Article.objects.get(pk=public.pk), record, by=person)
    assert publishing.publish(public, by=person).section.name == BALL


def test_near_copies_and_batches_are_for_who_sees_all_sections(client, sections):
    person = working_in("one", group="managing editor", sections=sections)
    assert not may_decide(person)
    client.force_login(person)
    assert client.get(reverse("admin:articles_nearcopy_changelist")).status_code == 403
    assert client.get(reverse("admin:articles_importbatch_changelist")).status_code == 403


# Pages on one article, by GET.
PAGES = ("change", "preview", "history", "day", "talk")


@pytest.mark.parametrize("page", PAGES)
def test_direct_addresses_open_within_the_sections_only(client, sections, drafts, page):
    client.force_login(working_in("one", group="managing editor", sections=sections))
    answers = {name: client.get(address(page, article.pk)).status_code for name, article in drafts.items()}
    assert answers == {SPORT: 200, BALL: 200, POLITICS: 403, None: 200}


def test_what_is_out_of_sight_is_not_found_to_be_deleted(client, sections, drafts):
    client.force_login(working_in("one", group="managing editor", sections=sections))
    assert client.get(address("delete", drafts[SPORT].pk)).status_code == 200
    assert client.post(address("delete", drafts[POLITICS].pk), {"post": "yes"}).status_code == 302
    assert Article.objects.filter(pk=drafts[POLITICS].pk).exists()


def test_lists_the_search_box_completion_and_the_desk_keep_to_the_sections(client, sections, drafts):
    client.force_login(working_in("one", group="reporter", sections=sections))
    asked = [
        address("changelist"), f"{address('changelist')}?q=خبر",
        f"{address('changelist')}?q={drafts[POLITICS].pk}", f"{reverse('admin:complete_article')}?q=خبر",
    ]  # fmt: skip
    pages = [client.get(one).content.decode() for one in asked]
    pages[3] = json.dumps(json.loads(pages[3]), ensure_ascii=False)
    told = [(f"خبر {SPORT}" in page, f"خبر {BALL}" in page, f"خبر {POLITICS}" in page) for page in pages]
    assert told == [(True, True, False), (True, True, False), (False, False, False), (True, True, False)]


def test_what_waits_at_the_desk_is_of_the_sections(sections, drafts, managing_editor):
    for article in drafts.values():
        publishing.submit(article, by=managing_editor)
    person = working_in("one", group="editor", sections=sections)
    review = next(one for one in waiting_for(person) if one.name == "review")
    assert {row.pk for row in review.rows} == {drafts[name].pk for name in (SPORT, BALL, None)}


def test_saving_autosave_and_presence_keep_to_the_sections(client, sections, drafts):
    person = working_in("one", group="reporter", sections=sections)
    client.force_login(person)
    fields = form_fields(client.get(address("change", drafts[SPORT].pk)))
    sent = {**fields, "headline": "عنوان جديد"}
    assert client.post(address("change", drafts[SPORT].pk), sent).status_code == 302
    assert Article.objects.get(pk=drafts[SPORT].pk).headline == "عنوان جديد"
    typed = {**sent, "_article": drafts[POLITICS].pk, "_turn": "1", "pen": fields["pen"]}
    assert client.post(address("autosave"), typed).status_code == 403
    assert client.post(address("presence", drafts[POLITICS].pk), {}).status_code == 403
    with pytest.raises(NotAllowed):
        publishing.save(drafts[POLITICS], Record.from_mapping({"headline": "غيره"}), by=person)


def test_work_on_articles_out_of_sight_is_not_listed(client, sections, drafts, editor, reporter):
    for name in (SPORT, POLITICS):
        assigning.assign(
            title=f"متابعة {name}", to=reporter, due_at=timezone.now(), by=editor, article=drafts[name]
        )
    client.force_login(working_in("one", group="editor", sections=sections))
    page = client.get(reverse("admin:articles_assignment_changelist")).content.decode()
    assert f"متابعة {SPORT}" in page
    assert f"متابعة {POLITICS}" not in page


@pytest.mark.parametrize("size", [1, 6])
def test_sections_cost_a_list_no_query(client, sections, managing_editor, size, django_assert_num_queries):
    for number in range(size):
        draft(SPORT if number % 2 else POLITICS, by=managing_editor)
    person = working_in("one", group="reporter", sections=sections)
    client.force_login(person)
    client.get(address("changelist"))
    # The session, the person with their sections, two for rights, two for filters, the saved views, the
    # count, the rows.
    with django_assert_num_queries(9):
        client.get(address("changelist"))


def test_sections_are_given_on_the_page_of_a_person(client, sections, reporter):
    client.force_login(make_user("boss", is_superuser=True))
    page = reverse("admin:newsroom_user_change", args=[reporter.pk])
    assert f"{SPORT} ‹ {BALL}" in client.get(page).content.decode()
    given = {"username": "reporter", "sections": [sections[SPORT].pk], "is_staff": "on", "is_active": "on",
             "date_joined_0": "2024-05-17", "date_joined_1": "09:30"}  # fmt: skip
    assert client.post(page, given).status_code == 302
    assert [one.name for one in reporter.sections.all()] == [SPORT]
    assert SPORT in client.get(reverse("admin:newsroom_user_changelist")).content.decode()


def test_who_is_kept_to_sections_is_offered_these_alone(client, sections, managing_editor):
    person = working_in("one", group="reporter", sections=sections)
    client.force_login(person)
    page = client.get(address("add"))
    offered = [name for name, _label in page.context["edited"].form.fields["section"].choices]
    assert offered == ["", SPORT, BALL]
    given = {**form_fields(page), "headline": "خبر", "section": POLITICS}
    page = client.post(address("add"), given)
    assert page.status_code == 200
    assert "section" in page.context["edited"].form.errors
    assert not Article.objects.exists()


def test_a_section_that_an_article_has_stays_a_choice(client, sections, managing_editor):
    person = working_in("one", group="reporter", sections=sections)
    article = draft(POLITICS, by=person)
    client.force_login(person)
    page = client.get(address("change", article.pk))
    offered = [name for name, _label in page.context["edited"].form.fields["section"].choices]
    assert offered == ["", SPORT, BALL, POLITICS]


@pytest.mark.parametrize("group", ["reporter", "editor"])
def test_what_called_a_person_is_shut_with_its_article(client, sections, drafts, managing_editor, group):
    person = working_in("one", group=group, sections=sections, named=(SPORT, POLITICS))
    for name in (SPORT, POLITICS):
        talking.add_note(drafts[name], f"@one راجع {name}", by=managing_editor)
    client.force_login(person)
    pages = ("/admin/", "/admin/desk/", reverse("admin:articles_mention_changelist"))
    for is_seen in (True, False):
        told = [client.get(page).content.decode() for page in pages]
        assert [f"راجع {SPORT}" in page for page in told] == [True] * 3
        assert [f"راجع {POLITICS}" in page for page in told] == [is_seen] * 3
        assert [f"خبر {POLITICS}" in page for page in told] == [is_seen] * 3
        person.sections.set([sections[SPORT]])


def test_work_that_is_done_names_its_article_no_longer(client, sections, drafts, editor, reporter):
    given = {"to": reporter, "due_at": timezone.now(), "by": editor, "article": drafts[POLITICS]}
    work = assigning.assign(title="متابعة", **given)
    client.force_login(reporter)
    page = reverse("admin:articles_assignment_changelist")
    assert f"خبر {POLITICS}" in client.get(page).content.decode()
    assigning.finish(work, by=reporter)
    told = client.get(page).content.decode()
    assert "متابعة" in told
    assert f"خبر {POLITICS}" not in told
