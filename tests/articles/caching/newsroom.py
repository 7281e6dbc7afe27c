"""A small newsroom in which every kind of page shows something, and what may happen to it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from articles import planning, publishing
from articles.feeds import FORMS, address_name
from articles.figures import BodyFigure
from articles.flatpages import keep_page, save_page
from articles.fronts import Entry, arrange
from articles.importers.undoing import begin_undo, undo_batch
from articles.models import (
    Article,
    Author,
    FlatPage,
    HouseStyle,
    Image,
    ImportBatch,
    Newsletter,
    Period,
    Section,
    SimilarChoice,
    Source,
    Topic,
)
from articles.ranking import rank
from articles.reads import add_reads
from articles.records import Record
from articles.referring import reference_to
from articles.similarity.deciding import bring_together, set_apart
from articles.similarity.similar import mark_due, refresh_some
from articles.topics import order_topic
from newsroom.models import User
from tags.merging import begin_merge, run_merge
from tags.models import Keyword
from tags.unmerging import begin_unmerge, run_unmerge
from tests.articles.views.public import place_in_menu
from tests.factories import make_article, make_record, make_user, write_articles

COMMON = "<p>قال المهندس إن الجسر المعلق فوق نهر المرسى يخدم عشرين ألف ساكن كل يوم بعد عامين من العمل.</p>"


class Newsroom:
    """Rows by what they are for; the story is what changes happen to."""

    def __init__(self):
        self.boss = User.objects.get(pk=make_user("boss", is_superuser=True).pk)
        place_in_menu("مجتمع", "سياسة", "ثقافة")
        place_in_menu("بلديات", parent=Section.objects.get(name="مجتمع"))
        image = {"url": "https://pictures.example/1.jpg", "caption": "الجسر", "credit": "وكالات"}
        self.story = make_article(
            headline="افتتاح الجسر الكبير في المرسى",
            body=COMMON + "<p>وأضاف أن الطريق الساحلي يفتح غدا.</p>",
            section="بلديات", byline="منى سالم", images=[image], keywords=["جسور", "بلدية", "مدن"],
            published_at="2024-05-17T09:30:00+03:00",
        )  # fmt: skip
        self.copy = make_article(
            headline="افتتاح الجسر الكبير في المرسى",
            body=COMMON + "<p>وأضاف أن الطريق الساحلي يفتح قريبا.</p>",
            source="وكالة النهر", published_at="2024-05-17T10:30:00+03:00",
        )  # fmt: skip
        self.other = make_article(
            headline="المرسى تستعد للصيف",
            body=f'<p>تذكر <a href="{reference_to(self.story)}">الجسر</a>.</p>',
            read_also=[{"headline": self.story.headline}, {"headline": "خبر لم يصل بعد عن الميناء القديم"}],
            keywords=["جسور", "مدن"], section="سياسة", published_at="2024-05-16T09:30:00+03:00",
        )  # fmt: skip
        self.draft = make_article(
            headline="مسودة لا يراها أحد",
            status="draft",
            section="بلديات",
            keywords=["جسور"],
            source="وكالة النهر",
        )
        self.like = make_article(
            headline="نفق تحت نهر المرسى",
            body="<p>قال المهندس إن النفق تحت نهر المرسى يخدم الساكن كل يوم.</p>",
            keywords=["مدن", "أنفاق"], section="سياسة", source="إذاعة الميناء",
        )  # fmt: skip
        self.topic = Topic.objects.create(name="حصاد الجسور", is_published=True)
        order_topic(self.topic, [self.story.pk, self.draft.pk], seen=0, by=self.boss)
        self.front = Section.objects.get(name="سياسة")
        placed = [Entry("second", self.story.pk), Entry("lead", self.draft.pk)]
        arrange(self.front, placed, seen=0, by=self.boss)
        add_reads({self.story.pk: 5, self.copy.pk: 4, self.other.pk: 3, self.like.pk: 2})
        rank(Period.DAY)
        link = f'<p>بدأنا بخبر <a href="{reference_to(self.story)}">الجسر</a>.</p>'
        self.about = FlatPage(name="من نحن", body=link, is_published=True, position=1)
        keep_page(self.about, by=self.boss)
        self.aside = FlatPage(name="التصويبات", body="<p>نصحح.</p>", is_published=True)
        keep_page(self.aside, by=self.boss)
        refresh_some(100)

    def addresses(self):
        lists = {
            "section": Section.objects.all(), "source": Source.objects.all(),
            "keyword": Keyword.objects.all(), "author": Author.objects.all(), "topic": Topic.objects.all(),
            "flat-page": FlatPage.objects.all(),
        }  # fmt: skip
        named = [(name, row.slug) for name, rows in lists.items() for row in rows]
        pages = [reverse(name, args=[slug]) for name, slug in named]
        # The forms of a feed hold the same: of sections all, else one.
        feeds = [
            reverse(address_name(name, form), args=[slug])
            for name, slug in named
            if name != "flat-page"
            for form in (FORMS if name == "section" else ("rss",))
        ]
        articles = Article.objects.all()
        return [
            *("/newsletter/", "/offline/", "/manifest.webmanifest", "/sw.js"),
            *("/", "/feeds/latest.rss", "/feeds/latest.atom", "/feeds/latest.json", "/robots.txt"),
            *("/sitemap.xml", "/sitemap-pages-0.xml", "/sitemap-articles-0.xml", "/sitemap-keywords-0.xml"),
            *("/most-read/", "/most-read/week/", "/news-sitemap.xml"),
            *("/archive/2024/05/17/", "/archive/2024/05/16/"),
            *("/archive/", "/archive/2024/", "/archive/2024/05/", "/archive/2024/06/", "/archive/2025/"),
            *pages,
            *feeds,
            *(article.get_absolute_url() for article in articles),
            *(reverse("article-json", args=[article.pk]) for article in articles),
            *(reverse("article-card", args=[article.pk]) for article in articles),
        ]

    def fresh(self, name="story"):
        return Article.objects.get(pk=getattr(self, name).pk)

    def save(self, **changes):
        story = self.fresh()
        snapshot = {**story.latest_revision.snapshot, **changes}
        publishing.save(story, Record.from_mapping(snapshot), by=self.boss)
        return self.fresh()

    def edit(self, **changes):
        publishing.publish(self.save(**changes), by=self.boss)

    def move(self, name, *, of="story", note="سبب", **given):
        getattr(publishing, name)(self.fresh(of), by=self.boss, note=note, **given)


def unpublish(room):
    room.move("unpublish")


def withdraw(room):
    room.move("withdraw")


def withdraw_and_reinstate(room):
    room.move("withdraw")
    room.move("reinstate")


def correct(room):
    room.save(headline="افتتاح الجسر الصغير في المرسى")
    room.move("correct", note="كان الجسر صغيرا")


def delete(room):
    room.move("unpublish")
    publishing.delete(room.fresh(), by=room.boss)


def publish(room):
    room.move("submit", of="draft")
    room.move("approve", of="draft")
    room.move("publish", of="draft")


def rename(room):
    room.edit(headline="عنوان آخر كل الآخر")


def rewrite(room):
    room.edit(body="<p>نص آخر كل الآخر في هذا اليوم.</p>")


def move_in_time(room):
    """It is alone in its new month and year, and the others of its year have fewer."""
    Article.objects.filter(pk=room.story.pk).update(published_at="2025-02-03T09:30:00+03:00")


def give_keywords(room):
    room.edit(keywords=["موانئ", "جسور"])


def take_keywords(room):
    room.edit(keywords=[])


def give_author(room):
    room.edit(byline="سلمى نوري")


def move_to_section(room):
    room.edit(section="سياسة")


def move_to_source(room):
    room.edit(source="وكالة النهر")


def take_picture(room):
    room.edit(images=[])


def caption_picture(room):
    room.edit(images=[{"url": "https://pictures.example/1.jpg", "caption": "الجسر ليلا", "credit": "وكالات"}])


def give_links(room):
    room.edit(read_also=[{"headline": room.other.headline}])


def mark_breaking(room):
    planning.mark_breaking(room.fresh(), at=timezone.now() + timedelta(hours=2), by=room.boss)


def _named(model, known_as, **changes):
    row = model.objects.get(name=known_as)
    for field, value in changes.items():
        setattr(row, field, value)
    row.save()


def rename_section(room):
    _named(Section, "بلديات", name="شؤون البلديات", slug="شؤون-البلديات")


def hide_section(room):
    _named(Section, "مجتمع", in_menu=False)


def describe_section(room):
    _named(Section, "سياسة", description="أخبار الساسة")


def sort_menu(room):
    _named(Section, "سياسة", position=0)


def raise_section(room):
    _named(Section, "بلديات", parent=None)


def rename_source(room):
    _named(Source, "صحيفة المرسى", name="جريدة المرسى")


def forbid_source(room):
    _named(Source, "صحيفة المرسى", rights="none")


def shorten_source(room):
    _named(Source, "صحيفة المرسى", rights="excerpt")


def end_source(room):
    _named(Source, "صحيفة المرسى", rights_end=timezone.localdate() - timedelta(days=1))


def list_source(room):
    _named(Source, "وكالة النهر", in_menu=True)


def rename_keyword(room):
    _named(Keyword, "جسور", name="الجسور المعلقة", slug="الجسور-المعلقة")


def describe_keyword(room):
    _named(Keyword, "جسور", description="كل ما يعبر الماء")


def delete_keyword(room):
    Keyword.objects.get(name="جسور").delete()


def merge_keywords(room):
    keeper, loser = Keyword.objects.get(name="مدن"), Keyword.objects.get(name="جسور")
    merge = begin_merge(keeper, [loser], by=room.boss)
    run_merge(merge)
    return merge


def merge_and_unmerge(room):
    merge = merge_keywords(room)
    merge.refresh_from_db()
    begin_unmerge(merge, by=room.boss)
    run_unmerge(merge)


def rename_author(room):
    _named(Author, "منى سالم", name="منى السالم", slug="منى-السالم")


def describe_picture(room):
    for image in Image.objects.all():
        image.alt = "جسر معلق فوق النهر"
        image.save()


def focus_picture(room):
    for image in Image.objects.all():
        image.focal_x = 0.1
        image.save()


def crop_picture(room):
    Image.objects.update(crops={"version": "1-abcdef01", "wide": [[320, 180]], "full": [[480, 270]]})


def picture_text(room):
    """Put a picture into a text that readers have; then `describe_picture` and others change it there."""
    image = Image.objects.create(url="https://pictures.example/2.jpg", caption="الرصيف", credit="وكالات")
    room.edit(images=[], body=f"{COMMON}{BodyFigure(image.pk, 'start', '', '', '').html()}")
    return image


def resolve_link(room):
    make_article(headline="خبر لم يصل بعد عن الميناء القديم")


def resolve_link_later(room):
    resolve_link(room)
    late = Article.objects.get(headline="خبر لم يصل بعد عن الميناء القديم")
    publishing.unpublish(late, by=room.boss, note="خطأ")


def gain_copy(room):
    make_article(
        headline=room.story.headline, body=COMMON + "<p>وأضاف أن الطريق الساحلي يفتح مساء.</p>",
        source="إذاعة الميناء", published_at="2024-05-18T10:30:00+03:00",
    )  # fmt: skip


def set_copies_apart(room):
    set_apart(room.fresh("copy"), by=room.boss)


def bring_others_together(room):
    bring_together(room.fresh(), room.fresh("other"), by=room.boss)


def join_groups(room):
    """Two that stand behind others in groups of their own, both in one section, become one story there."""
    rows = [
        make_article(headline=f"خبر {number}", body=f"<p>{number}</p>", section=section,
                     keywords=[f"ك{number}"], source=f"وكالة {number}", published_at=f"2024-0{number}-01")
        for number, section in enumerate(("مجتمع", "سياسة", "مجتمع", "سياسة"), 1)
    ]  # fmt: skip
    first, second, third, fourth = rows
    bring_together(first, second, by=room.boss)
    bring_together(third, fourth, by=room.boss)
    return first, third


def withdraw_copy(room):
    room.move("withdraw", of="copy")


def withdraw_story(room):
    copy = room.fresh("copy")
    room.move("withdraw_story", members={copy.pk: copy.latest_revision_id})


def withdraw_link(room):
    room.move("withdraw", of="other")


def refresh_similar(room):
    make_article(
        headline="جسر جديد في المرسى فوق النهر", body=COMMON.replace("عشرين", "ثلاثين"), keywords=["مدن"]
    )
    mark_due([room.story.pk, room.other.pk])
    refresh_some(100)


def pin_similar(room):
    SimilarChoice.objects.create(article=room.story, target=room.other, is_pinned=True, by=room.boss)


def ban_similar(room):
    SimilarChoice.objects.create(article=room.story, target=room.like, is_pinned=False, by=room.boss)


def import_new(room):
    write_articles(*(make_record(keywords=["جسور"], section="بلديات") for _number in range(3)))


def import_changed(room):
    identity = {"id": room.other.local_id, "namespace": "tests"}
    write_articles(make_record(**identity, headline="المرسى في الصيف", keywords=["بحر"], byline="ليلى حداد"))


def import_and_undo(room):
    import_changed(room)
    batch = ImportBatch.objects.latest("pk")
    ImportBatch.objects.filter(pk=batch.pk).update(state="finished", finished_at=timezone.now())
    undo_batch(begin_undo(ImportBatch.objects.get(pk=batch.pk), by=room.boss), by=room.boss)


def schedule_draft(room):
    room.move("submit", of="draft")
    room.move("approve", of="draft")
    room.move("schedule", of="draft", at=timezone.now() + timedelta(hours=1))


def arrange_home(room):
    arrange(None, [Entry("lead", room.other.pk)], seen=0, by=room.boss)


def arrange_section(room):
    arrange(room.front, [Entry("lead", room.other.pk)], seen=1, by=room.boss)


def delete_placed(room):
    arrange(room.front, [Entry("lead", room.other.pk)], seen=1, by=room.boss)
    room.move("unpublish", of="other")
    publishing.delete(room.fresh("other"), by=room.boss)


def rename_topic(room):
    _named(Topic, "حصاد الجسور", name="ملف الجسور", slug="ملف-الجسور")


def introduce_topic(room):
    _named(Topic, "حصاد الجسور", introduction="كل ما نشر عن جسور المدينة")


def hide_topic(room):
    _named(Topic, "حصاد الجسور", is_published=False)


def delete_topic(room):
    room.topic.delete()


def write_other_dates(room):
    HouseStyle.objects.update(page_digits="arabic", page_months="levantine", page_hijri=True)


def shorten_newsletter(room):
    Newsletter.objects.update(most=1)


def order_topic_anew(room):
    order_topic(room.topic, [room.other.pk, room.story.pk], seen=1, by=room.boss)


def rewrite_about(room):
    room.about.body = "<p>نحن صحيفة المرسى.</p>"
    save_page(room.about, seen=1, by=room.boss)


def rename_about(room):
    _named(FlatPage, "من نحن", name="عن الموقع")


def move_in_footer(room):
    _named(FlatPage, "التصويبات", position=2)


def hide_about(room):
    _named(FlatPage, "من نحن", is_published=False)


def delete_page(room):
    room.aside.delete()


def rank_day(room):
    add_reads({room.other.pk: 100})
    rank(Period.DAY)


def rank_week(room):
    rank(Period.WEEK)


CHANGES = [
    rewrite_about, rename_about, move_in_footer, hide_about, delete_page, rank_day, rank_week,
    arrange_home, arrange_section, delete_placed, rename_topic, introduce_topic, hide_topic, delete_topic,
    order_topic_anew, write_other_dates, shorten_newsletter,
    unpublish, withdraw, withdraw_and_reinstate, correct, delete, publish, rename,
    rewrite, give_keywords, take_keywords, give_author, move_to_section, move_to_source, take_picture,
    caption_picture, give_links, mark_breaking, rename_section, hide_section, describe_section, sort_menu,
    raise_section, rename_source, forbid_source, shorten_source, end_source, list_source, rename_keyword,
    describe_keyword, delete_keyword, merge_keywords, merge_and_unmerge, rename_author, describe_picture,
    focus_picture, crop_picture, picture_text, resolve_link, resolve_link_later, gain_copy, set_copies_apart,
    bring_others_together, withdraw_copy, withdraw_story, withdraw_link, refresh_similar, pin_similar,
    ban_similar, import_new, import_changed, import_and_undo, schedule_draft, move_in_time,
]  # fmt: skip
# They leave what readers see as it was; what was kept meanwhile must still not be wrong.
UNSEEN = {merge_and_unmerge, schedule_draft, import_and_undo}
