"""Read the lines that the log would write."""

import io
import json
import logging

from newsroom.seeing.logs import JSONLines


class Lines:
    def __init__(self):
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JSONLines())

    @property
    def text(self):
        return self.stream.getvalue()

    def of(self, logger):
        return [line for line in map(json.loads, self.text.splitlines()) if line["logger"] == logger]
