"""Who may do what to which article. Rules on one article live here and nowhere else."""

from functools import reduce
from operator import and_, or_

from django.db.models import OuterRef, Q

from articles.models import Article, ArticleImage, Assignment, BodyImage, PendingImage, Status
from articles.querysets import came_out, is_there
from articles.reach import is_in_reach, is_within, sections_of, within
from articles.workflow import TRANSITIONS, Transition
from newsroom import clock

REPORTER = "reporter"
EDITOR = "editor"
MANAGING_EDITOR = "managing editor"
IMPORT_STAFF = "import staff"
IMPORT_USERNAME = "import"
URGENT = ("publish", "withdraw")

_READ = (
    "view_article",
    "view_revision",
    "view_section",
    "view_source",
    "view_keyword",
    "view_author",
    "view_image",
    "view_assignment",
)
_WRITE = (*_READ, "add_article", "change_article", "submit_article", "add_image")
ASSIGN_RIGHTS = ("add_assignment", "change_assignment", "assign_work")
WORD_RIGHTS = (
    *(f"{verb}_wordentry" for verb in ("add", "change", "delete", "view")),
    "view_wordchange",
)
STYLE_RIGHTS = (
    "view_housestyle", "view_housename",
    *(f"{verb}_ignoredproblem" for verb in ("add", "delete", "view")),
)  # fmt: skip
NEWSLETTER_RIGHTS = ("view_newsletter", "change_newsletter")
HOUSE_RIGHTS = ("change_housestyle", *(f"{verb}_housename" for verb in ("add", "change", "delete")))
_EDIT = (
    *_WRITE, "change_any_article", "review_article", "publish_article", "view_auditentry", *ASSIGN_RIGHTS,
    "add_keyword", "change_keyword", "merge_keyword", "view_keywordmerge", "view_keywordalias",
    "add_keywordalias", "change_keywordalias", "delete_keywordalias", "add_author", "change_author",
    "change_image", "view_importbatch", "view_importitem", "view_importedpage", *WORD_RIGHTS, *STYLE_RIGHTS,
)  # fmt: skip
PARTNER_RIGHTS = tuple(f"{verb}_partner" for verb in ("add", "change", "delete", "view"))
_MANAGE = (
    *_EDIT, "withdraw_article", "delete_article", "delete_keyword", "delete_author", "delete_image",
    *(f"{verb}_{model}" for model in (
        "section", "sectionalias", "source", "sourcealias", "authoralias", "feed", "feedrule")
      for verb in ("add", "change", "delete", "view")),
    "run_import", "export_auditentry", *HOUSE_RIGHTS, *PARTNER_RIGHTS, *NEWSLETTER_RIGHTS,
)  # fmt: skip
_IMPORT = (*_READ, "add_article", "view_importbatch", "view_importitem", "view_importedpage", "run_import")

# Group → permission codenames, made by a migration.
GROUPS: dict[str, tuple[str, ...]] = {
    REPORTER: tuple(dict.fromkeys(_WRITE)),
    EDITOR: tuple(dict.fromkeys(_EDIT)),
    MANAGING_EDITOR: tuple(dict.fromkeys(_MANAGE)),
    IMPORT_STAFF: tuple(dict.fromkeys(_IMPORT)),
}


def may_view(user, article: Article) -> bool:
    """Whoever does not see all sees their own, their sections, the public, and what they are given."""
    if not user.has_perm("articles.view_article"):
        return False
    if may_view_all(user) or _is_own(user, article) or article.is_public:
        return True
    return _is_in_sections(user, article) or _is_given(user, article)


def _is_own(user, article: Article) -> bool:
    return article.created_by_id == user.pk


def _is_in_sections(user, article: Article) -> bool:
    return is_in_reach(user, article) if _may_take_any(user) else is_within(user, article)


def _is_given(user, article: Article) -> bool:
    """Say whether an open assignment gives the article into this person's hands."""
    return Assignment.objects.open().filter(to=user, article=article).exists()


def may_view_all(user) -> bool:
    """Editors and import staff see every article, unless they are kept to sections."""
    return _may_take_any(user) and not sections_of(user)


def _may_take_any(user) -> bool:
    return user.has_perm("articles.change_any_article") or user.has_perm("articles.run_import")


def may_write(user) -> bool:
    """Who adds an article by hand goes on with it: import staff add by importing only."""
    return user.has_perms(("articles.add_article", "articles.change_article"))


def may_paste(user) -> bool:
    """Pasting a page is a way to write, and a way to import."""
    may_import = user.has_perms(("articles.add_article", "articles.run_import"))
    return may_import or may_write(user)


def may_change(user, article: Article) -> bool:
    """A reporter edits drafts: their own, those of their sections, those given; an editor any in reach."""
    if not user.has_perm("articles.change_article"):
        return False
    if user.has_perm("articles.change_any_article") and is_in_reach(user, article):
        return True
    return article.status == Status.DRAFT and (
        _is_own(user, article) or is_within(user, article) or _is_given(user, article)
    )


def may_keep_words(user, article: Article) -> bool:
    """Who wrote an article may leave a text beside it, even when a colleague has moved it on meanwhile."""
    is_own = article.created_by_id == user.pk and user.has_perm("articles.change_article")
    return is_own or may_change(user, article)


def may_move(user, article: Article, transition: Transition) -> bool:
    """A move asks that the article fits and that the person may."""
    return transition.fits(article) and may_ask_for(user, article, transition)


def may_ask_for(user, article: Article, transition: Transition) -> bool:
    """A move asks for its permission within reach; submitting, for the right to change the article."""
    if not user.has_perm(transition.permission):
        return False
    return may_change(user, article) if transition.name == "submit" else is_in_reach(user, article)


def may_delete(user, article: Article) -> bool:
    return user.has_perm("articles.delete_article") and is_in_reach(user, article)


def moves_for(user, article: Article) -> list[Transition]:
    """List the moves that `user` may make now, in the order of the table."""
    return [move for move in TRANSITIONS.values() if is_offered(user, article, move)]


def urgent_moves(user, article: Article) -> list[Transition]:
    """List what a managing editor can do from any list, in two actions; it asks the database nothing."""
    if not user.has_perm("articles.withdraw_article"):
        return []
    moves = [move for move in map(TRANSITIONS.get, URGENT) if is_offered(user, article, move)]
    return [move for move in moves if not (move.needs_complete and article.needs)]


def is_offered(user, article: Article, move: Transition) -> bool:
    """A text that readers have can be published again only when a newer revision waits."""
    return may_move(user, article, move) and (move.name != "publish" or _has_something_to_publish(article))


def _has_something_to_publish(article: Article) -> bool:
    return not article.is_public or article.has_unpublished_changes


def viewable(user, articles):
    """Narrow a queryset to what `may_view` allows: one condition, whatever the number of rows."""
    if may_view_all(user):
        return articles
    given = Assignment.objects.open().filter(to=user, article__isnull=False).values("article")
    own = Q(created_by=user) | within(user, with_unplaced=_may_take_any(user)) | Q(pk__in=given)
    return articles.filter(own | came_out(clock.now()))


def viewable_images(user, images):
    """Close a picture that only drafts of others use, caption and all; one that nobody uses is open."""
    if may_view_all(user):
        return images
    articles = viewable(user, Article.objects.all())
    seen = Q(article__in=articles), Q(article__in=articles), _waits_for(user, articles)
    uses = [
        (model.objects.filter(image=OuterRef("pk")), condition)
        for model, condition in zip((ArticleImage, BodyImage, PendingImage), seen, strict=True)
    ]
    is_seen = reduce(or_, (is_there(used.filter(condition)) for used, condition in uses))
    is_free = reduce(and_, (~is_there(used) for used, _condition in uses))
    return images.filter(is_seen | is_free)


def _waits_for(user, articles) -> Q:
    """Say that a person may read a waiting text: a version of what they see, or what they typed.

    What others typed they read where they have the article in their sections, as in `autosaving.may_read`.
    """
    shared = Article.objects.filter(within(user, with_unplaced=_may_take_any(user)))
    return Q(article__in=articles) | Q(autosave__by=user) | Q(autosave__article__in=shared)
