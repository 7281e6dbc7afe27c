"""The lines of gunicorn, written as ours are: it would tell addresses with their queries, and of whom.

`gunicorn --logger-class newsroom.seeing.server_log.ServerLogger`
"""

from typing import Any

from gunicorn.glogging import Logger

from newsroom import environment
from newsroom.seeing import logs


class ServerLogger(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        lines = getattr(logs, environment.log_lines())
        for handler in self.error_log.handlers:
            handler.setFormatter(lines())
