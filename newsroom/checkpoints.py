"""How far a long command came, so that the same command goes on where it was interrupted."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings


class Checkpoint:
    """A key kept on disk, with what it was made by: work of other rules is begun anew."""

    def __init__(self, name: str, *, made_by: Any) -> None:
        self.path, self.made_by = Path(settings.VAR_DIR) / f"{name}.json", made_by

    def read(self) -> int:
        try:
            kept = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return 0
        return kept["after"] if kept.get("made_by") == self.made_by else 0

    def write(self, after: int) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"after": after, "made_by": self.made_by}))

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)
