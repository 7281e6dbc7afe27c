"""Who may do what to which article. Rules on one article live here and nowhere else."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models import Article, ArticleImage, Status
from articles.workflow import TRANSITIONS, Transition

REPORTER = "reporter"
EDITOR = "editor"
MANAGING_EDITOR = "managing editor"
IMPORT_STAFF = "import staff"
IMPORT_USERNAME = "import"

_READ = (
    "view_article",
    "view_revision",
    "view_section",
    "view_source",
    "view_keyword",
    "view_author",
    "view_image",
)
_WRITE = (*_READ, "add_article", "change_article", "submit_article", "add_image")
WORD_RIGHTS = (
    *(f"{verb}_wordentry" for verb in ("add", "change", "delete", "view")),
    "view_wordchange",
)
_EDIT = (
    *_WRITE, "change_any_article", "review_article", "publish_article", "view_auditentry",
    "add_keyword", "change_keyword", "merge_keyword", "view_keywordmerge", "view_keywordalias",
    "add_keywordalias", "change_keywordalias", "delete_keywordalias", "add_author", "change_author",
    "change_image", "view_importbatch", "view_importitem", "view_importedpage", *WORD_RIGHTS,
)  # fmt: skip
_MANAGE = (
    *_EDIT, "withdraw_article", "delete_article", "delete_keyword", "delete_author", "delete_image",
    *(f"{verb}_{model}" for model in (
        "section", "sectionalias", "source", "sourcealias", "authoralias", "feed", "feedrule")
      for verb in ("add", "change", "delete", "view")),
    "run_import",
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
    """A person without the right to edit others' work sees their own and what is public."""
    if not user.has_perm("articles.view_article"):
        return False
    return may_view_all(user) or article.created_by_id == user.pk or article.is_public


def may_view_all(user) -> bool:
    return user.has_perm("articles.change_any_article") or user.has_perm("articles.run_import")


def may_write(user) -> bool:
    """Who adds an article by hand goes on with it: import staff add by importing only."""
    return user.has_perms(("articles.add_article", "articles.change_article"))


def may_paste(user) -> bool:
    """Pasting a page is a way to write, and a way to import."""
    may_import = user.has_perms(("articles.add_article", "articles.run_import"))
    return may_import or may_write(user)


def may_change(user, article: Article) -> bool:
    """A reporter edits their own drafts; an editor edits any article."""
    if not user.has_perm("articles.change_article"):
        return False
    if user.has_perm("articles.change_any_article"):
        return True
    return article.created_by_id == user.pk and article.status == Status.DRAFT


def may_keep_words(user, article: Article) -> bool:
    """Who wrote an article may leave a text beside it, even when a colleague has moved it on meanwhile."""
    is_own = article.created_by_id == user.pk and user.has_perm("articles.change_article")
    return is_own or may_change(user, article)


def may_move(user, article: Article, transition: Transition) -> bool:
    """A move asks for its permission; submitting asks also for the right to change the article."""
    if article.status not in transition.sources or not user.has_perm(transition.permission):
        return False
    return transition.name != "submit" or may_change(user, article)


def moves_for(user, article: Article) -> list[Transition]:
    """List the moves that `user` may make now, in the order of the table.

    A text that readers have can be published again only when a newer revision waits; only such a
    text is corrected.
    """
    return [
        move
        for move in TRANSITIONS.values()
        if may_move(user, article, move) and (move.name != "publish" or _has_something_to_publish(article))
        and (move.name != "schedule" or not article.is_public)
        and (move.name != "correct" or article.is_public)
    ]  # fmt: skip


def _has_something_to_publish(article: Article) -> bool:
    return not article.is_public or article.has_unpublished_changes


def viewable(user, articles):
    """Narrow a queryset to what `may_view` allows: one condition, whatever the number of rows."""
    if may_view_all(user):
        return articles
    public = Q(status=Status.PUBLISHED, published_at__lte=timezone.now())
    return articles.filter(Q(created_by=user) | public)


def viewable_images(user, images):
    """Close a picture that only drafts of others use, caption and all; one that nobody uses is open."""
    if may_view_all(user):
        return images
    uses = ArticleImage.objects.filter(image=OuterRef("pk"))
    seen = uses.filter(article__in=viewable(user, Article.objects.all()))
    return images.filter(Exists(seen) | ~Exists(uses))
