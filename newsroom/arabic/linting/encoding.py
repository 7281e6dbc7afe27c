"""Text that was read in a wrong encoding, where its mending is certain."""

from collections.abc import Iterator

from newsroom.arabic.linting.copy import Copy
from newsroom.arabic.linting.rules import Problem, ask
from newsroom.arabic.mojibake import may_be_damaged, restore

DAMAGED = ask("damaged-text", "نص تلف ترميزه", "error")
RULES = (DAMAGED,)


def find_damage(copy: Copy) -> Iterator[Problem]:
    """Yield each damaged line: «ط§ظ„ط¬ط²ظٹط±ط©» → «الجزيرة»."""
    if not may_be_damaged(copy.text):
        return
    place = 0
    for line in copy.text.split("\n"):
        restored = restore(line)
        if restored.is_repaired and restored.text != line:
            yield DAMAGED.at(place, place + len(line), restored.text)
        place += len(line) + 1
