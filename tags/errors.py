"""What keywords refuse; the messages are for people."""


class KeywordError(Exception):
    """The change of keywords is refused."""


class MayNotMerge(KeywordError):
    """This person may not merge keywords."""


class NotMergeable(KeywordError):
    """These keywords cannot be merged now."""


class NotUndoable(KeywordError):
    """The merge is not in a state from which it can be undone."""
