"""What the door says when it refuses; the messages are for people."""

from django.utils.translation import gettext as _

from articles.models import Revision


class PublishingError(Exception):
    """The door refuses."""


class NotAllowed(PublishingError):
    """This person may not do this to this article."""


class WrongState(PublishingError):
    """The article is not in a state from which this can be done."""


class Incomplete(PublishingError):
    """The article lacks what a publication needs; `needs` names it."""

    def __init__(self, needs: list[str]) -> None:
        self.needs = needs
        super().__init__(
            _("The article still needs: %(needs)s") % {"needs": "، ".join(map(need_label, needs))}
        )


class MissingNote(PublishingError):
    """The move asks for a note."""


class StoryChanged(PublishingError):
    """An article of the story is not as the person saw it."""


class EditConflict(PublishingError):
    """Somebody saved meanwhile; `mine` keeps the text refused, `newest` is theirs."""

    def __init__(self, mine: Revision, newest: Revision) -> None:
        self.mine, self.newest = mine, newest
        super().__init__(_("Somebody saved a newer version meanwhile; your text is kept in the history."))


def need_label(need: str) -> str:
    return {"headline": _("headline"), "published_at": _("publication date"), "body": _("body")}.get(
        need, need
    )
