"""Every regular expression of the project and how it is used: of imported modules, and of calls as written."""

import ast
import importlib
import pkgutil
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("newsroom", "articles", "tags")
# What looks anywhere in a text, and what looks at its beginning or all of it.
ANYWHERE, FROM_START = {"search", "sub", "subn", "findall", "finditer", "split"}, {"match", "fullmatch"}
# Not imported: they start something.
_LEFT = ("migrations", "wsgi", "asgi", "supervisor", "build_")


@dataclass(frozen=True, slots=True)
class Expression:
    name: str
    pattern: re.Pattern
    methods: frozenset[str]

    def run(self, text: str) -> None:
        for method in self.methods:
            if method == "search":
                for _found in self.pattern.finditer(text):
                    pass
            else:
                getattr(self.pattern, method)(text)


def modules() -> Iterator[str]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not any(part in found.name for part in _LEFT):
                yield found.name


@cache
def expressions() -> list[Expression]:
    """Give each pattern once, with the ways in which it is used."""
    used, written = read_calls()
    found: dict[str, Expression] = {}
    for name in modules():
        for variable, value in vars(importlib.import_module(name)).items():
            for pattern in _patterns_in(value):
                told = used.get((name, variable)) or used.get(("", variable))
                methods = _methods(told or ANYWHERE | FROM_START)
                found.setdefault(pattern.pattern, Expression(f"{name}.{variable}", pattern, methods))
    for place, text, method in written:
        found.setdefault(text, Expression(place, re.compile(text), _methods({method})))
    return list(found.values())


def _methods(names: set[str]) -> frozenset[str]:
    anywhere = {"search"} if names & ANYWHERE else set()
    return frozenset(anywhere | (names & FROM_START))


def _patterns_in(value, depth=3) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth and isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            yield from _patterns_in(part, depth - 1)
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from _patterns_in(part, depth - 1)


def read_calls() -> tuple[dict[tuple[str, str], set[str]], list[tuple[str, str, str]]]:
    """Read which names each module asks how, and the expressions that calls of `re` bring with them.

    Under no module stands what all of them ask of a name: for one that another module imports.
    """
    used, written = defaultdict(set), []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in ANYWHERE | FROM_START:
                    if isinstance(node.value, ast.Name):
                        used[module, node.value.id].add(node.attr)
                        used["", node.value.id].add(node.attr)
                elif isinstance(node, ast.Call) and (text := _literal_of(node)):
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    written.append((place, text, node.func.attr))
    return used, written


def _literal_of(call: ast.Call) -> str:
    is_of_re = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    if not (
        is_of_re and call.func.value.id == "re" and call.func.attr in ANYWHERE | FROM_START and call.args
    ):
        return ""
    first = call.args[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


# What is repeated, before and behind what: long runs and things that open without an end.
UNITS = (
    "ا", "و", "ال", "اب ", "ا ", "ا\n", "قال ", " ", "\u00a0", "\t", "\n", " \n", "\n\n", "\u064e", "ا\u064e", "ـ", "اـ",
    "1", "٣", "1 ", "1/", "1:", "1.", "1,", "٣،", "(", ")", "()", "(ا", "[", "[ا]", "{", "«", "«ا", "»", '"', "'", '"ا" ',
    "<", ">", "<>", "<p", "<p>", "</p>", "<p ", "<a ", '<a href="', 'a="" ', "<!--", "<figure", "</figure>",
    '<p data-kind="read-also">', '<figure data-picture="1">', '<figure data-kind="embed"><a href="x">', "<a href='x'>",
    "[caption]", "[x ", "&", "&amp;", "&#1;", "-", "–", "ا-", ".", "...", "،", "؛", "؟", "!", "/", "//", "\\", ":", "a:",
    "@", "a@", "a.", "?a=", "&a=", "=", "a", "A", "aا", "http://", "http://a", "www.", "\u200b", "\u200f", "\u202e", "|",
    "* ", "# ", "_", "%", "%D8", "ﷺ", "مصدر:", "المصدر: ", "بقلم ", "كتب: ", "2024", "2024/1/1 ", "10:30 ", "\ufeff", "é", "ß",
)  # fmt: skip
TAILS = ("", "\x00!")


def adversaries(length: int) -> Iterator[tuple[str, str]]:
    for unit in UNITS:
        run = (unit * (length // len(unit) + 1))[:length]
        for tail in TAILS:
            yield f"{unit!r}…{tail!r}", run + tail


def seconds(expression: Expression, text: str, *, times: int = 1) -> float:
    """Return the least time of some, as this thread had it: what else the machine does counts for nothing."""
    least = float("inf")
    for _turn in range(times):
        began = time.thread_time()
        expression.run(text)
        least = min(least, time.thread_time() - began)
    return least
