"""The stems of a keyword's name, in one line: what texts and other keywords are compared with."""

from newsroom.arabic import analyser_version, query_lexemes
from newsroom.naming import NAME_LENGTH


def stem_key(name: str) -> tuple[str, int]:
    """Return the stems of a name and the analyser's version: «الحريات العامة» → "حر عام"."""
    return " ".join(query_lexemes(name))[:NAME_LENGTH], analyser_version()
