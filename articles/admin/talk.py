"""The notes and the assignments of an article, on one page."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles import assigning, talking
from articles.admin.pages import article_page, get_article_or_404
from articles.forms.talk import AssignmentForm, NoteForm
from articles.models import Article, Mention, Note
from articles.refusals import PublishingError

MOST_NOTES = 200


def show_talk(request, article_id: int):
    """List what was said and asked; who opens the page has seen what calls them."""
    article = get_article_or_404(request, article_id)
    if request.method == "POST":
        return _keep(request, article)
    notes = notes_of(article, request.user)
    talking.see_mentions(article, by=request.user)
    return _page(request, article, notes, NoteForm(), AssignmentForm())


def notes_of(article: Article, user) -> list[Note]:
    """List the newest notes with those whom they call; `is_new` calls this person, who has not seen it."""
    mentions = Mention.objects.select_related("person").order_by("pk")
    notes = list(article.notes.prefetch_related(Prefetch("mentions", mentions))[:MOST_NOTES])
    for note in notes:
        note.is_new = any(one.person_id == user.pk and not one.seen_at for one in note.mentions.all())
    return notes


def _page(request, article: Article, notes: list[Note], note_form, assignment_form):
    asked = article.assignments.for_desk().order_by("done_at", "due_at")
    return article_page(
        request, article, "talk.html", title=_("Notes and assignments"), page_name="talk", notes=notes,
        note_form=note_form, assignments=list(asked),
        assignment_form=assignment_form if request.user.has_perm("articles.assign_work") else None,
    )  # fmt: skip


def _keep(request, article: Article):
    assigns = "_assign" in request.POST
    form = AssignmentForm(request.POST) if assigns else NoteForm(request.POST)
    if form.is_valid() and _is_kept(request, article, form):
        return redirect("admin:articles_article_talk", article.pk)
    forms = (NoteForm(), form) if assigns else (form, AssignmentForm())
    return _page(request, article, notes_of(article, request.user), *forms)


def _is_kept(request, article: Article, form) -> bool:
    try:
        if isinstance(form, AssignmentForm):
            assigning.assign(article=article, by=request.user, **form.cleaned_data)
            messages.success(request, _("The assignment is on the desk of its person."))
        else:
            note = talking.add_note(article, form.cleaned_data["text"], by=request.user)
            _tell_called(request, note)
    except PublishingError as error:
        form.add_error(None, str(error))
        return False
    return True


def _tell_called(request, note: Note) -> None:
    """Say who will see it, and who is called but may not see the article."""
    reached = {mention.person for mention in note.mentions.select_related("person")}
    called = talking.called_in(note.text)
    if names := "، ".join(str(person) for person in called if person in reached):
        messages.success(request, _("The note waits on the desk of: %(names)s") % {"names": names})
    else:
        messages.success(request, _("The note is kept."))
    if names := "، ".join(str(person) for person in called if person not in reached):
        text = _("They may not see this article, so the note does not call them: %(names)s")
        messages.warning(request, text % {"names": names})
