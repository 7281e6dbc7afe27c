"""The moves that a person may make, each by POST; what harms asks first."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing
from articles.admin.display import state_of
from articles.admin.pages import article_page, get_article_or_404
from articles.checklist import Checklist, checklist_for
from articles.forms.article import zone_label
from articles.forms.fields import DirectionMixin, MomentField
from articles.models import Article, Status
from articles.permissions import moves_for
from articles.workflow import TRANSITIONS, Transition

# Written so that the move can be looked up by the name in the table, and by no other.
DOORS = {
    "submit": publishing.submit, "send_back": publishing.send_back, "approve": publishing.approve,
    "publish": publishing.publish, "schedule": publishing.schedule, "correct": publishing.correct,
    "unpublish": publishing.unpublish, "withdraw": publishing.withdraw, "reinstate": publishing.reinstate,
}  # fmt: skip


class MoveForm(DirectionMixin, forms.Form):
    """What a move asks for: a note, and for a schedule the time."""

    at = MomentField(label=gettext_lazy("Publish at"))
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, transition: Transition, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = transition.needs_note
        if transition.name != "schedule":
            del self.fields["at"]
            return
        self.fields["at"].help_text = _("Time zone: %(zone)s") % {"zone": zone_label()}

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at <= timezone.now():
            raise forms.ValidationError(
                _("This time is past; now it is %(now)s.") % {"now": f"{timezone.localtime():%H:%M}"}
            )
        return at


def move(request, article_id: int, name: str):
    """Show what a move asks for, and make it."""
    article = get_article_or_404(request, article_id)
    transition = _get_transition_or_404(name)
    if transition not in moves_for(request.user, article):
        if not request.user.has_perm(transition.permission):
            raise PermissionDenied
        return _not_now(request, article, transition)
    form = MoveForm(request.POST or None, transition=transition)
    checklist = _checklist(article, transition)
    if request.method == "POST" and form.is_valid():
        if at := form.cleaned_data.get("at"):
            checklist = _checklist(article, transition, day=timezone.localdate(at))
        if checklist is None or checklist.lets_pass(request.POST.get("checked", "")):
            return _make(request, article, transition, **form.cleaned_data)
    return article_page(
        request, article, "move.html", title=transition.label, move=transition, form=form,
        checklist=checklist,
    )  # fmt: skip


def _checklist(article: Article, transition: Transition, day=None) -> Checklist | None:
    """Return what should be looked at before readers have the text, if this move gives it to them."""
    if transition.target != Status.PUBLISHED:
        return None
    return checklist_for(article, day=day) or None


def start(request, article: Article, name: str):
    """Make a move that asks for nothing; send the person to the page of one that does."""
    transition = _get_transition_or_404(name)
    asks = transition.needs_note or transition.is_harmful or transition.name == "schedule"
    article.refresh_from_db()
    if transition not in moves_for(request.user, article):
        return _not_now(request, article, transition)
    if asks or _checklist(article, transition):
        return redirect("admin:articles_article_move", article.pk, name)
    return _make(request, article, transition)


def _make(request, article: Article, transition: Transition, **asked):
    try:
        article = DOORS[transition.name](article, by=request.user, **asked)
    except publishing.PublishingError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Done: %(move)s. The article is now: %(status)s.")
            % {"move": transition.label, "status": state_of(article)[1]},
        )
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
