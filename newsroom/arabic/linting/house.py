"""What a newsroom chose where the press writes two ways, both of them right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Digits = Literal["any", "one", "ascii", "arabic"]
Quotes = Literal["any", "one", "guillemets", "straight", "curly"]
Tanween = Literal["any", "one", "alef", "letter"]
Seat = Literal["any", "one", "waw", "yeh"]
Stop = Literal["any", "one", "inside", "outside"]
Names = Literal["any", "spaced", "joined"]
Dots = Literal["any", "dots", "ellipsis"]


@dataclass(frozen=True, slots=True)
class House:
    """Each choice is `any`, `one` (either, but one in an article) or the way of the house.

    `names` leads from a spelling to that of the house; `off` holds the rules that it does without.
    """

    digits: Digits = "one"
    quotes: Quotes = "any"
    tanween: Tanween = "one"
    seat: Seat = "one"
    stop: Stop = "any"
    abd: Names = "any"
    dots: Dots = "any"
    names: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
