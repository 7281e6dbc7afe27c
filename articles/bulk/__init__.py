"""Many articles at once: chosen, looked at, changed through the door, and brought back.

A run goes by steps that are kept in a table; each is safe twice, so a killed one goes on where it was.
Import rule: this package asks the door, the checklist and permissions; pages and jobs ask this package.
"""

from articles.bulk.acts import ACTS, Act, acts_for
from articles.bulk.running import (
    AT_ONCE,
    MOST,
    begin_undo,
    choose,
    confirm,
    forget_old,
    go_on,
    look,
    may_take_up,
    take_up,
)

__all__ = [
    "ACTS", "AT_ONCE", "MOST", "Act", "acts_for", "begin_undo", "choose", "confirm", "forget_old", "go_on",
    "look", "may_take_up", "take_up",
]  # fmt: skip
