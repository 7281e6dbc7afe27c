"""The moves that a person may make, each by POST; what harms asks first."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import publishing
from articles.admin.batch_pages import may_see_batches
from articles.admin.confirming import PasswordField, must_confirm
from articles.admin.day import day_context
from articles.admin.display import print_moment, state_of
from articles.admin.pages import article_page, get_article_or_404
from articles.admin.takedowns import MembersField, story_for
from articles.checking import needs_of_newest
from articles.checklist import Checklist, checklist_for
from articles.doors import DOORS
from articles.forms.article import zone_label
from articles.forms.fields import DirectionMixin, MomentField
from articles.models import Article, CopyMember
from articles.permissions import moves_for
from articles.refusals import need_label
from articles.takedowns import copies_with_readers, tell_copies
from articles.workflow import TRANSITIONS, Transition
from newsroom import clock

BREAKING_LASTS = timedelta(hours=2)
EXPLAINED = {
    "withdraw": gettext_lazy(
        "Readers will find a notice in place of the article, with the reason that you write here. "
        "Search engines are told that it is gone."
    ),
    "unpublish": gettext_lazy(
        "The article leaves the site at once and returns to the approved ones; "
        "its address answers as if it were not there."
    ),
    "correct": gettext_lazy("The newest version goes to readers, with your note and its date on the page."),
    "send_back": gettext_lazy("The article becomes a draft again; the writer sees your note in the history."),
    "publish": gettext_lazy("The newest version goes to readers at once."),
    "plan_update": gettext_lazy(
        "Readers keep the text that they have; at this time the present newest version takes its place. "
        "What is saved later waits."
    ),
    "drop_update": gettext_lazy("Readers keep the text that they have; the newer version stays here."),
    "embargo": gettext_lazy(
        "Nothing of the article is public before this time, whatever its schedule. "
        "An earlier schedule moves to the end of the embargo."
    ),
    "lift_embargo": gettext_lazy(
        "What the sender held back until a time may be public now. A schedule keeps its time."
    ),
    "mark_breaking": gettext_lazy("Readers see «Breaking» beside the headline until this time."),
}
TIME_LABELS = {
    "embargo": gettext_lazy("Nothing before"),
    "mark_breaking": gettext_lazy("Breaking until"),
}


class MoveForm(DirectionMixin, forms.Form):
    """What a move asks for: a time, a note, and a password where none was given lately."""

    at = MomentField(label=gettext_lazy("Publish at"))
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data, *, request, article: Article, transition: Transition):
        super().__init__(data, initial=initial_values(transition))
        self.article, self.transition = article, transition
        self.fields["note"].required = transition.needs_note
        if transition.name == "withdraw":
            self.fields["note"].label = _("The reason that readers see")
            self.fields["members"] = MembersField()
        self._shape_time()
        if must_confirm(request, article, transition):
            self.fields["password"] = PasswordField(request)

    def _shape_time(self) -> None:
        if not self.transition.needs_time:
            del self.fields["at"]
            return
        field = self.fields["at"]
        field.label = TIME_LABELS.get(self.transition.name, field.label)
        field.help_text = _("Time zone: %(zone)s") % {"zone": zone_label()}

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at <= clock.now():
            raise forms.ValidationError(
                _("This time is past; now it is %(now)s.")
                % {"now": f"{timezone.localtime(clock.now()):%H:%M}"}
            )
        ends = self.article.embargo_until
        if self.transition.name == "schedule" and ends and at < ends:
            raise forms.ValidationError(
                _("The article is under embargo until %(at)s.") % {"at": print_moment(ends)}
            )
        return at

    @property
    def asked(self) -> dict:
        """Return what the door takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "password"}


def initial_values(transition: Transition) -> dict:
    """Fill in what an emergency has no time for; each can be changed."""
    if transition.name == "mark_breaking":
        return {"at": clock.now() + BREAKING_LASTS}
    if transition.name == "withdraw":
        return {"note": _("This article was withdrawn for review.")}
    return {}


def move(request, article_id: int, name: str):
    """Show what a move asks for, and make it."""
    article = get_article_or_404(request, article_id)
    transition = _get_transition_or_404(name)
    if transition not in moves_for(request.user, article):
        if not request.user.has_perm(transition.permission):
            raise PermissionDenied
        return _not_now(request, article, transition)
    form = MoveForm(_sent(request), request=request, article=article, transition=transition)
    checklist = _checklist(article, transition)
    if request.method == "POST" and form.is_valid():
        if at := form.asked.get("at"):
            checklist = _checklist(article, transition, day=timezone.localdate(at))
        if checklist is None or checklist.lets_pass(request.POST.get("checked", "")):
            try:
                return _make(request, article, transition, **form.asked)
            except publishing.PublishingError as error:
                if not form.asked.get("members"):
                    return _refused(request, article, error)
                form.add_error(None, str(error))
    return _move_page(request, article, transition, form, checklist)


def _sent(request):
    return request.POST if request.method == "POST" else None


def _move_page(
    request, article: Article, transition: Transition, form: MoveForm, checklist: Checklist | None
):
    needs = needs_of_newest(article) if transition.needs_complete else []
    shows_day = transition.needs_time and transition.name != "mark_breaking"
    return article_page(
        request, article, "move.html", title=transition.label, move=transition, form=form,
        explained=_explain(article, transition), lacks=[need_label(need) for need in needs],
        day=day_context(request.user, article, form["at"].value()) if shows_day else None,
        checklist=checklist, **_story(request, article, transition, form),
    )  # fmt: skip


def _story(request, article: Article, transition: Transition, form: MoveForm) -> dict:
    """Tell which other copies of the story readers have, where this one is taken from them."""
    if transition.name != "withdraw":
        return {}
    chosen = form["members"].value() or ()
    return {
        "story": story_for(request.user, article, chosen), "may_compare": may_see_batches(request.user),
        "group_id": CopyMember.objects.filter(article=article).values_list("group", flat=True).first(),
    }  # fmt: skip


def _checklist(article: Article, transition: Transition, day: date | None = None) -> Checklist | None:
    """Return what should be looked at before readers have the text, if this move gives it to them."""
    return checklist_for(article, day=day) or None if transition.gives_text else None


def _explain(article: Article, transition: Transition) -> str:
    if transition.name == "publish" and article.is_embargoed:
        text = _("The article is under embargo: it goes to readers when that ends, %(at)s.")
        return text % {"at": print_moment(article.embargo_until)}
    return EXPLAINED.get(transition.name, "")


def start(request, article: Article, name: str):
    """Make a move that asks for nothing; send the person to the page of one that does."""
    transition = _get_transition_or_404(name)
    article.refresh_from_db()
    if transition not in moves_for(request.user, article):
        return _not_now(request, article, transition)
    if transition.asks or must_confirm(request, article, transition) or _checklist(article, transition):
        return redirect("admin:articles_article_move", article.pk, name)
    try:
        return _make(request, article, transition)
    except publishing.PublishingError as error:
        return _refused(request, article, error)


def _make(request, article: Article, transition: Transition, **asked):
    """Go through the door, and to the article. Raises PublishingError."""
    article = DOORS[transition.name](article, by=request.user, **asked)
    told = _("Done: %(move)s. The article is now: %(status)s.")
    messages.success(request, told % {"move": transition.label, "status": state_of(article)[1]})
    if count := len(asked.get("members", ())):
        text = ngettext(
            "%(n)d other copy of the story was withdrawn with it.",
            "%(n)d other copies of the story were withdrawn with it.", count,
        )  # fmt: skip
        messages.success(request, text % {"n": count})
    if transition.name == "withdraw" and (left := copies_with_readers(article).published().count()):
        messages.warning(request, tell_copies(left))
    return redirect("admin:articles_article_change", article.pk)


def _refused(request, article: Article, error: publishing.PublishingError):
    messages.error(request, str(error))
    return redirect("admin:articles_article_change", article.pk)


def _not_now(request, article: Article, transition: Transition):
    messages.error(
        request,
        _("%(move)s is not possible now; the article is %(status)s.")
        % {"move": transition.label, "status": state_of(article)[1]},
    )
    return redirect("admin:articles_article_change", article.pk)


def _get_transition_or_404(name: str) -> Transition:
    if name not in TRANSITIONS:
        raise Http404
    return TRANSITIONS[name]
