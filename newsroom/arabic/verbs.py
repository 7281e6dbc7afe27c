"""Inflect a verb as the news does: third persons, «we» and the future."""

from collections.abc import Iterator

_PERSONS = ("ي", "ت", "ن")


def inflect(perfect: str, imperfect: str) -> Iterator[str]:
    """Yield the forms of a verb: «أعلن»، «يعلن» → أعلنت، أعلنوا، تعلن، يعلنون، سيعلن…"""
    yield perfect
    if perfect.endswith(("ى", "ا")):
        root = perfect[:-1]
        yield from (f"{root}{ending}" for ending in ("ت", "وا", "تا", "يت", "ينا", "يا"))
    else:
        yield from (f"{perfect}{ending}" for ending in ("ت", "وا", "ا", "تا", "نا"))
    for person in _PERSONS:
        for form in _endings(person + imperfect[1:]):
            yield from (form, f"س{form}")


def _endings(form: str) -> tuple[str, ...]:
    stem = form[:-1] if form.endswith(("ي", "ى", "و")) else form
    return form, f"{stem}ون", f"{stem}وا", f"{form}ان", f"{form}ن"
