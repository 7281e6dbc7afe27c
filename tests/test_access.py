"""Who may open which address: every named one of the project, by GET, for each kind of visitor.

An address that is new and not in the table fails; so does one of the table that is gone.
"""

import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import assigning, publishing
from articles.flatpages import keep_page
from articles.models import (
    AllowedNetwork,
    Arrangement,
    Article,
    Assignment,
    Author,
    Autosave,
    BulkRun,
    CopyGroup,
    CopyKind,
    Feed,
    FlatPage,
    HouseName,
    HouseStyle,
    IgnoredProblem,
    Image,
    ImportBatch,
    ImportItem,
    Mention,
    NearCopy,
    Newsletter,
    Note,
    Partner,
    SavedView,
    Section,
    Source,
    Topic,
    WordChange,
    WordEntry,
)
from articles.records import Record
from articles.tasks import mend_stale_search, poll
from newsroom import inviting
from newsroom.models import Invitation
from tags.models import Keyword, KeywordMerge, KeywordPair
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

VISITORS = ("anonymous", "reporter", "editor", "managing editor", "import staff", "superuser")


ROWS = {
    "author": Author, "image": Image, "importbatch": ImportBatch, "importitem": ImportItem,
    "nearcopy": NearCopy, "copygroup": CopyGroup, "keyword": Keyword, "keywordmerge": KeywordMerge,
    "feed": Feed, "allowednetwork": AllowedNetwork, "partner": Partner, "keywordpair": KeywordPair,
    "flat-page": FlatPage, "flatpage": FlatPage,
    "section": Section, "source": Source, "topic": Topic, "group": Group,
    "assignment": Assignment, "mention": Mention,
    "procrastinatejob": ProcrastinateJob, "wordentry": WordEntry, "wordchange": WordChange,
    "invitation": Invitation, "bulkrun": BulkRun, "savedview": SavedView,
    "housestyle": HouseStyle, "housename": HouseName, "ignoredproblem": IgnoredProblem,
    "newsletter": Newsletter,
}  # fmt: skip


def iter_addresses(patterns, namespace="", route=""):
    """List (name, route, names of its parts) of each address, those of included files too."""
    for pattern in patterns:
        whole = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or ""), whole, [*pattern.pattern.regex.groupindex]
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from iter_addresses(pattern.url_patterns, inner, whole)


ADDRESSES = list(iter_addresses(get_resolver().url_patterns))
PARTS = {name: parts for name, _route, parts in ADDRESSES if not name.endswith(":")}


@pytest.fixture
def people():
    roles = {role: make_user(role.replace(" ", "-"), group=role) for role in VISITORS[1:-1]}
    return {"anonymous": None, **roles, "superuser": make_user("boss", is_superuser=True)}


@pytest.fixture
def values(people):
    """Name what addresses are made of: for readers a public article, at the desk an editor's draft."""
    public = make_article(byline="منى سالم")
    Image.objects.create(caption="صورة")
    batch = ImportBatch.objects.get()
    NearCopy.objects.create(batch=batch, article=public, other=make_article(), score=1.0, kind=CopyKind.EXACT)
    CopyGroup.objects.create()
    Feed.objects.create(source=public.source, url="https://marsa.example/feed")
    AllowedNetwork.objects.create(network="10.0.0.0/8")
    Partner.objects.create(name="بوابة السفح")
    KeywordMerge.objects.create(keeper=Keyword.objects.first().pk, keeper_name="جسور", state="merged")
    KeywordPair.objects.create(one=1, other=2, kind="stems", score=0.9, run=timezone.now())
    WordEntry.objects.create(head="زعنفة", forms="زعانف")
    WordChange.objects.create(action="add", after="زعنفة: زعانف")
    HouseName.objects.create(name="ترامب", others="ترمب")
    IgnoredProblem.objects.create(rule="latin-comma", words="وصل,")
    mend_stale_search.defer(timestamp=0)
    invitation = inviting.invite(email="new@marsa.example", groups=[], sections=[], by=people["editor"])
    draft = publishing.create(Record.from_mapping({"headline": "سر"}), by=people["editor"])
    assigning.assign(title="متابعة", to=people["reporter"], due_at=timezone.now(), by=people["editor"])
    note = Note.objects.create(article=public, text="@reporter", by=people["editor"])
    Mention.objects.create(note=note, person=people["reporter"])
    Autosave.objects.create(pen=uuid4(), turn=1, by=people["editor"], article=draft)
    publishing.save(draft, Record.from_mapping({"headline": "سر آخر"}), by=people["editor"])
    BulkRun.objects.create(act="approve", by=people["editor"])
    SavedView.objects.create(name="للجميع", page="articles.article", is_shared=True, by=people["editor"])
    Topic.objects.create(name="حصاد العام", is_published=True)
    front = Arrangement.objects.create(number=1)
    page = FlatPage(name="من نحن", body="<p>نحن</p>", is_published=True)
    version = keep_page(page, by=people["editor"])
    pasted = ImportBatch.objects.create(by=people["editor"], token=uuid4(), state="finished")
    return {
        "job_id": fail_job(),
        "pk": public.pk, "external_id": public.external_id, "year": 2024, "month": 5, "day": 17,
        "path": "nothing.jpg", "kind": "pages", "block": 0, "article_id": draft.pk, "number": 1,
        "name": "submit", "id": people["reporter"].pk, "app_label": "articles", "object_id": draft.pk,
        "content_type_id": ContentType.objects.get_for_model(Article).pk, "slug": public.slug,
        "arrangement_id": front.pk, "batch_id": pasted.pk, "period": "week", "version_id": version.pk,
        "token": inviting.link_of(invitation).rsplit("/", 2)[-2],
    }  # fmt: skip


def fail_job():
    number = poll.defer(feed_id=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [number])
    return number


def value_of(part, name, values):
    """Return a part of the address `name`: the identity or slug of a row of its model, else as listed."""
    kind = re.sub(r"-feed(-\w+)?$", "", name) if part == "slug" else name.split("_")[1:2]
    kind = kind if isinstance(kind, str) else "".join(kind)
    if part == "pk" and name.startswith("admin:articles_article_"):
        return Autosave.objects.get().pk
    if part == "object_id" and kind == "user":
        return values["id"]
    if part in ("slug", "object_id") and kind in ROWS:
        row = ROWS[kind].objects.first()
        return row.slug if part == "slug" else row.pk
    return values[part]


@pytest.fixture
def addresses(values):
    return {
        name: reverse(name, kwargs={part: value_of(part, name, values) for part in parts})
        for name, parts in PARTS.items()
    }


def look(client, address):
    """Ask for an address, and take back what that wrote."""
    with transaction.atomic():
        response = client.get(address)
        transaction.set_rollback(True)
    return response


# What each kind of visitor is answered, in the order of VISITORS: 302 is to the sign-in, or onwards.
ANSWERS = [
    # readers
    ([200] * 6, """
        home section section-feed source source-feed keyword keyword-feed author archive article
        topic topic-feed flat-page archive-year archive-month article-card news-sitemap
        most-read most-read-of
        section-feed-atom section-feed-json source-feed-atom source-feed-json keyword-feed-atom
        keyword-feed-json topic-feed-atom topic-feed-json author-feed author-feed-atom author-feed-json
        article-json article-by-external-id search search-json search-suggest feed-latest-rss feed-latest-atom
        feed-latest-json sitemap sitemap-block robots healthz readyz newsletter newsletter-asked
        manifest worker offline articles-public
    """),
    # the link of an invitation is none of the newsletter
    ([410] * 6, "newsletter-confirm newsletter-leave"),
    ([301] * 6, "article-reference"),
    ([401] * 6, "partners-feed"),  # by a key, whoever asks
    ([302] * 6, "archive-latest"),
    ([404] * 6, "media"),  # no file of that name
    ([404] * 6, "metrics"),  # by a token, and where none is set for nobody
    # whoever has the link of an invitation
    ([200] * 6, "admin:join"),
    # by POST only
    ([405, 405, 405, 405, 405, 405], "admin:language admin:logout count-read"),
    ([302, 405, 405, 405, 405, 405], """
        admin:articles_assignment_done admin:articles_article_autosave admin:articles_article_presence
        admin:articles_article_put_aside admin:articles_feed_poll admin:articles_feed_try
        admin:suggest_keywords admin:tags_keywordpair_decide admin:tags_keywordpair_search
        admin:articles_article_similar admin:articles_article_check admin:articles_article_ignore
        admin:articles_bulkrun_tell admin:articles_bulkrun_confirm admin:articles_bulkrun_again
        admin:articles_savedview_default admin:articles_flatpage_preview admin:articles_partner_key
    """),
    # whoever may sign in
    ([302, 200, 200, 200, 200, 200], """
        admin:articles_assignment_changelist admin:articles_mention_changelist admin:complete_person
        admin:complete_keyword admin:complete_source admin:complete_article admin:complete_image
        admin:session admin:index admin:desk admin:password_change admin:password_change_done admin:jsi18n
        admin:articles_article_changelist admin:articles_image_changelist admin:articles_image_history
        admin:articles_image_change admin:articles_section_changelist admin:articles_section_history
        admin:articles_section_change admin:articles_source_changelist admin:articles_source_history
        admin:articles_source_change admin:articles_author_changelist admin:articles_author_history
        admin:articles_author_change admin:tags_keyword_changelist admin:tags_keyword_history
        admin:tags_keyword_change admin:app_list admin:articles_article_paste
        admin:account admin:second_factor_set_up
        admin:articles_bulkrun_changelist admin:articles_savedview_changelist
        admin:articles_savedview_change admin:articles_savedview_history
        admin:calendar admin:calendar_day
        admin:articles_topic_changelist admin:articles_topic_change admin:articles_topic_history
    """),
    # who owes no second step is led onwards
    ([302, 302, 302, 302, 302, 302], "admin:second_factor admin:confirm"),
    ([200, 302, 302, 302, 302, 302], "admin:login"),
    ([302, 405, 405, 405, 405, 405], "admin:articles_article_paste_parse"),
    # what the machine wrote stays; groups of the newsroom too
    ([302, 403, 403, 403, 403, 403], """
        admin:autocomplete admin:articles_importbatch_add admin:articles_importbatch_delete
        admin:articles_importitem_add admin:articles_importitem_delete admin:auth_group_delete
        admin:articles_nearcopy_add admin:articles_nearcopy_delete admin:tags_keywordmerge_add
        admin:articles_copygroup_add admin:articles_copygroup_delete
        admin:tags_keywordmerge_delete admin:tags_keywordpair_add admin:tags_keywordpair_delete
        admin:procrastinate_procrastinatejob_add admin:procrastinate_procrastinatejob_delete
        admin:articles_wordchange_add admin:articles_wordchange_delete admin:articles_assignment_delete
        admin:articles_mention_add admin:articles_mention_delete admin:articles_ignoredproblem_add
        admin:articles_housestyle_add admin:articles_housestyle_delete admin:newsroom_invitation_delete
        admin:articles_bulkrun_add admin:articles_bulkrun_delete
        admin:articles_savedview_add admin:articles_newsletter_add admin:articles_newsletter_delete
    """),
    # the address of a draft tells its headline
    ([302, 403, 302, 302, 302, 302], "admin:view_on_site"),
    # whoever answers for the site; jobs are tried again by who may do all
    ([302, 403, 403, 200, 403, 200], "admin:state admin:state_parts"),
    ([302, 403, 403, 403, 403, 200], "admin:state_job"),
    # people, groups and jobs
    ([302, 403, 403, 403, 403, 200], """
        admin:procrastinate_procrastinatejob_history admin:auth_group_changelist admin:auth_group_add
        admin:auth_group_history admin:auth_group_change admin:auth_user_password_change
        admin:newsroom_user_changelist admin:newsroom_user_add admin:newsroom_user_history
        admin:newsroom_user_delete admin:newsroom_user_change admin:newsroom_user_security
        admin:newsroom_invitation_changelist admin:newsroom_invitation_add
        admin:newsroom_invitation_history admin:newsroom_invitation_change
        admin:procrastinate_procrastinatejob_changelist admin:procrastinate_procrastinatejob_change
        admin:articles_allowednetwork_changelist admin:articles_allowednetwork_add
        admin:articles_allowednetwork_history admin:articles_allowednetwork_change
        admin:articles_allowednetwork_delete
    """),
    # a draft of another, and what imports wrote, are shut to reporters
    ([302, 403, 200, 200, 200, 200], """
        admin:articles_article_preview admin:articles_article_revision admin:articles_article_day
        admin:articles_article_revision_preview admin:articles_article_history
        admin:articles_article_change admin:articles_importbatch_changelist
        admin:articles_importbatch_history admin:articles_importbatch_change
        admin:articles_importitem_changelist admin:articles_importitem_history
        admin:articles_importitem_change admin:articles_importbatch_progress
        admin:articles_importbatch_rejects admin:articles_importbatch_waiting_links
        admin:articles_nearcopy_changelist admin:articles_nearcopy_history admin:articles_nearcopy_change
        admin:articles_copygroup_changelist admin:articles_copygroup_history admin:articles_copygroup_change
        admin:articles_article_pasted admin:articles_article_talk
    """),
    # the changes of many that another asked for name articles which reporters may not see
    ([302, 404, 200, 200, 200, 200], """
        admin:articles_bulkrun_change admin:articles_bulkrun_progress admin:articles_bulkrun_items
        admin:articles_bulkrun_undo
    """),
    ([302, 302, 200, 200, 200, 200], "admin:articles_bulkrun_history"),
    # the assignments and mentions of another are not found
    ([302, 200, 200, 200, 302, 200], "admin:articles_assignment_change admin:articles_assignment_history"),
    ([302, 200, 302, 302, 302, 302], "admin:articles_mention_change admin:articles_mention_history"),
    ([302, 403, 200, 200, 403, 200], "admin:articles_assignment_add"),
    # the batch of another asks for the right to delete
    ([302, 403, 403, 200, 403, 200], "admin:articles_importbatch_undo"),
    # editing what others wrote
    ([302, 403, 200, 200, 403, 200], """
        admin:articles_article_merge admin:articles_article_unsaved_text
        admin:articles_article_restore admin:articles_article_move admin:articles_author_add
        admin:tags_keyword_add admin:tags_keyword_merge admin:tags_keywordmerge_changelist
        admin:tags_keywordmerge_history admin:tags_keywordmerge_change admin:tags_keywordmerge_undo
        admin:tags_keywordmerge_progress admin:tags_keywordpair_changelist admin:tags_keywordpair_history
        admin:tags_keywordpair_change admin:articles_wordentry_changelist admin:articles_wordentry_add
        admin:articles_wordentry_history admin:articles_wordentry_change admin:articles_wordentry_delete
        admin:articles_wordchange_changelist admin:articles_wordchange_history
        admin:articles_wordchange_change admin:articles_housestyle_changelist
        admin:articles_housestyle_history admin:articles_housestyle_change
        admin:articles_housename_changelist admin:articles_housename_history admin:articles_housename_change
        admin:articles_ignoredproblem_changelist admin:articles_ignoredproblem_history
        admin:articles_ignoredproblem_change admin:articles_ignoredproblem_delete
    """),
    # who publishes lays out the front pages
    ([302, 403, 200, 200, 403, 200], """
        admin:front admin:front_preview admin:front_version
        admin:articles_topic_add admin:articles_topic_articles
    """),
    # import staff do not write by hand
    ([302, 200, 200, 200, 403, 200], """
        admin:articles_article_unsaved
        admin:articles_article_add admin:articles_image_add admin:articles_image_upload
    """),
    # which pictures to describe is in the query
    ([302, 404, 404, 404, 404, 404], "admin:articles_image_describe"),
    # feeds of sources, and who takes ours by machine
    ([302, 403, 403, 200, 403, 200], """
        admin:articles_partner_changelist admin:articles_partner_add admin:articles_partner_history
        admin:articles_partner_change admin:articles_partner_delete
        admin:articles_feed_changelist admin:articles_feed_add admin:articles_feed_history
        admin:articles_feed_change admin:articles_feed_delete
    """),
    # a shared view goes by who made it, or who answers for the site
    ([302, 403, 200, 200, 403, 200], "admin:articles_savedview_delete"),
    # the newsletter
    ([302, 403, 403, 200, 403, 200], """
        admin:articles_newsletter_changelist admin:articles_newsletter_change
        admin:articles_newsletter_history admin:articles_newsletter_preview
    """),
    ([302, 405, 405, 405, 405, 405], "admin:articles_newsletter_test admin:articles_newsletter_erase"),
    # deleting, the order of the site, and the audit to take along
    ([302, 403, 403, 200, 403, 200], """
        admin:articles_article_audit
        admin:articles_article_delete admin:articles_image_delete admin:articles_section_add
        admin:articles_section_delete admin:articles_source_add admin:articles_source_delete
        admin:articles_topic_delete admin:articles_flatpage_changelist admin:articles_flatpage_add
        admin:articles_flatpage_change admin:articles_flatpage_history admin:articles_flatpage_delete
        admin:articles_flatpage_version
        admin:articles_author_delete admin:tags_keyword_delete admin:articles_housename_add
        admin:articles_housename_delete
    """),
]  # fmt: skip
EXPECTED = {name: answers for answers, names in ANSWERS for name in names.split()}

# Django's own: where an old address of a row leads, and what is no address of the desk at all.
UNNAMED = (".*/<path:object_id>/", r"admin/\(\?P<url>\.\*\)\$")


def test_every_address_has_its_rule_and_every_rule_its_address():
    assert set(PARTS) == set(EXPECTED)


def test_an_address_without_a_name_is_one_of_djangos():
    unnamed = [route for name, route, _parts in ADDRESSES if not name or name.endswith(":")]
    assert [route for route in unnamed if not any(re.fullmatch(known, route) for known in UNNAMED)] == []


@pytest.mark.parametrize("visitor", VISITORS)
def test_an_address_opens_to_its_visitors_only(client, people, addresses, subtests, visitor):
    if person := people[visitor]:
        client.force_login(person)
    for name, answers in EXPECTED.items():
        with subtests.test(name):
            answer = look(client, addresses[name]).status_code
            assert answer == answers[VISITORS.index(visitor)]


def test_a_visitor_sees_nothing_of_the_desk_and_is_led_nowhere_else(client, addresses, subtests):
    for name in (name for name in EXPECTED if name.startswith("admin:")):
        with subtests.test(name):
            response = look(client, addresses[name])
            if response.status_code == 302:
                assert response.headers["Location"].startswith(reverse("admin:index"))
            assert "no-store" in response.headers["Cache-Control"]
