"""The pages of the house: who may change them, and no words are saved over newer ones.

Each save of words is a version. One made over a version that is no longer the newest is kept aside, whole,
for its writer to compare; nothing is ever overwritten.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.auditing import record_trust
from articles.models import FlatPage, FlatPageVersion
from articles.refusals import NotAllowed
from articles.sanitizing import cleaned_again


def may_edit_pages(user: Any) -> bool:
    """Who answers for the site says what it says of itself."""
    return user.has_perm("articles.withdraw_article")


@transaction.atomic
def save_page(page: FlatPage, *, seen: int, by: Any) -> FlatPageVersion | None:
    """Save a page over the version that its editor saw; what is put aside has no number.

    Returns None where the words are those that stand there.
    """
    if not may_edit_pages(by):
        raise NotAllowed(_("You may not change the pages of the house."))
    newest = FlatPage.objects.select_for_update().filter(pk=page.pk).first()
    if newest and newest.words != page.words and newest.version != seen:
        record_trust("flatpage_aside", about=newest, by=by)
        return _keep(page, by=by, number=None)
    return keep_page(page, by=by, over=newest)


def keep_page(page: FlatPage, *, by: Any, over: FlatPage | None = None) -> FlatPageVersion | None:
    """Write a page, new words as the next version; who may is asked by whoever calls."""
    page.version = over.version if over else 0
    if over and over.words == page.words:
        page.save()
        return None
    page.version, page.updated_at = page.version + 1, timezone.now()
    page.save()
    return _keep(page, by=by, number=page.version)


def _keep(page: FlatPage, *, by: Any, number: int | None) -> FlatPageVersion:
    return FlatPageVersion.objects.create(
        page_id=page.pk, number=number, name=page.name, body=page.body, by=by, by_name=str(by)[:200]
    )


@transaction.atomic
def restore_page(version: FlatPageVersion, *, seen: int, by: Any) -> FlatPageVersion | None:
    """Bring earlier words back, or those put aside, as a new version; the address and the place stay."""
    page = FlatPage.objects.get(pk=version.page_id)
    # Versions are kept as they were written, by the rules of then.
    page.name, page.body = version.name, cleaned_again(version.body)
    made = save_page(page, seen=seen, by=by)
    if made and made.number:
        note = _("Version %(number)d") % {"number": made.number}
        record_trust("flatpage_restore", about=page, by=by, note=note)
    return made
