"""Front pages by hand: the slots to fill, what readers have now, a look at a time, and the way back."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.admin.front_slots import slots_of
from articles.admin.front_story import STORY, listed, story_of, titles_for
from articles.forms.article import zone_label
from articles.forms.fronts import EntryFormSet, MomentForm, formset_of
from articles.forms.ordering import seen_in
from articles.fronts import (
    arrange,
    changes,
    entries_of,
    front_label,
    may_arrange,
    newest_arrangement,
    number_of,
    placed_at,
    restore,
    sections_with_fronts,
)
from articles.models import Arrangement, Article, Section
from articles.permissions import viewable
from articles.refusals import PublishingError
from articles.views.frontpage import build_frontpage, choose
from articles.views.pages import section_context


@require_http_methods(["GET", "HEAD", "POST"])
def show_front(request):
    """Show a front page for change, and save it; over a newer version, both are shown."""
    section = _section(request)
    if not may_arrange(request.user, section):
        return _lead_to_own(request, section)
    if request.method != "POST":
        newest = newest_arrangement(section)
        return _page(request, section, formset_of(entries_of(newest)), newest=newest)
    formset = EntryFormSet(request.POST)
    if formset.is_valid():
        try:
            saved = arrange(section, formset.entries, seen=seen_in(request), by=request.user)
            return _answer(request, section, saved)
        except PublishingError as refusal:
            messages.error(request, str(refusal))
    return _refuse(request, section, formset)


def _refuse(request, section, formset):
    """Show the form as it was sent, over the version that it was made from."""
    newest = newest_arrangement(section)
    return _page(request, section, formset, newest=newest, seen=seen_in(request), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_front(request):
    """Show the page as readers will have it at a time, with what is on the form, saved or not."""
    section = _section(request)
    if not may_arrange(request.user, section):
        raise PermissionDenied
    formset, moment = EntryFormSet(request.POST or None), MomentForm(request.POST or request.GET)
    if request.method == "POST" and not (formset.is_valid() and moment.is_valid()):
        return _refuse(request, section, formset)
    is_posted = request.method == "POST"
    entries = formset.entries if is_posted else entries_of(newest_arrangement(section))
    at = (moment.is_valid() and moment.cleaned_data["at"]) or timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        response = _preview(request, section, entries, at)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _preview(request, section, entries, at):
    articles = viewable(request.user, Article.objects.published(at).with_card().with_story())
    top = choose(placed_at(entries, at, articles))
    context = section_context(request, section, top, at=at) if section else build_frontpage(top=top, at=at)
    page = f"articles/{'section_detail' if section else 'home'}.html"
    context |= {"page_template": page, "at": at, "back": address_of(section)}
    return render(request, "admin/articles/front_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show_version(request, arrangement_id: int):
    """Show an earlier arrangement, or one kept aside, beside the present one; by POST, bring it back."""
    found = get_object_or_404(
        Arrangement.objects.select_related("section", "entry__by").prefetch_related("placements"),
        pk=arrangement_id,
    )
    if not may_arrange(request.user, found.section):
        raise PermissionDenied
    if request.method == "POST":
        return _answer(request, found.section, restore(found, seen=seen_in(request), by=request.user))
    newest = newest_arrangement(found.section)
    old, new = entries_of(found), entries_of(newest)
    titles = titles_for(request.user, [*old, *new])
    context = {
        "title": _("An earlier arrangement"),
        "found": found,
        "slots": listed(old, titles),
        "changes": changes(new, old, titles.__getitem__),
    }
    return _render(request, found.section, "front_version.html", newest=newest, **context)


def _answer(request, section, saved: Arrangement):
    """Say that it is saved; or show both where a colleague saved meanwhile."""
    if saved.number is not None:
        messages.success(request, _("Saved: readers have this front page now."))
        return HttpResponseRedirect(address_of(section))
    newest, mine = newest_arrangement(section), entries_of(saved)
    titles = titles_for(request.user, [*mine, *entries_of(newest)])
    conflict = {
        "theirs": listed(entries_of(newest), titles),
        "changes": changes(entries_of(newest), mine, titles.__getitem__),
        "by": newest.entry and newest.entry.by_name,
        "at": newest.entry and newest.entry.at,
        "aside": saved,
    }
    return _page(request, section, formset_of(mine), newest=newest, conflict=conflict, status=409)


def _page(request, section, formset, *, newest, seen: int | None = None, status: int = 200, **context):
    context |= {
        "title": front_label(section),
        "formset": formset,
        "slots": slots_of(request.user, section, formset),
        "moment": MomentForm(),
        "zone": zone_label(),
        "story": story_of(request.user, section),
        "story_length": STORY,
        "fronts": list(sections_with_fronts(request.user)),
        "may_arrange_home": may_arrange(request.user, None),
    }
    return _render(request, section, "front.html", newest=newest, seen=seen, status=status, **context)


def _render(
    request, section, template: str, *, newest, seen: int | None = None, status: int = 200, **context
):
    context |= {
        **admin.site.each_context(request),
        "section": section,
        "address": address_of(section),
        "preview_address": address_of(section, "admin:front_preview"),
        "seen": number_of(newest) if seen is None else seen,
    }
    return TemplateResponse(request, f"admin/articles/{template}", context, status=status)


def address_of(section: Section | None, name: str = "admin:front") -> str:
    """Return the address of a front page at the desk."""
    query = f"?{urlencode({'section': section.pk})}" if section else ""
    return reverse(name) + query


def _section(request) -> Section | None:
    asked = request.GET.get("section", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        raise Http404
    return get_object_or_404(Section.objects.select_related("parent"), pk=int(asked))


def _lead_to_own(request, section: Section | None):
    """Who is kept to sections has no home page to lay out, but those of their sections."""
    own = None if section else sections_with_fronts(request.user).first()
    if own is None or not may_arrange(request.user, own):
        raise PermissionDenied
    return HttpResponseRedirect(address_of(own))
