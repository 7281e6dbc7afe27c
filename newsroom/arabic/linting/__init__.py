"""Find the slips of Arabic copy, tell of each in words, and mend those that are plain.

Import rule: `rules` and `house` import nothing of this package; each family of rules imports those two and
`copy`; `engine` alone knows all families.
"""

from newsroom.arabic.linting.copy import surroundings
from newsroom.arabic.linting.engine import RULES, fix, is_safe, lint, lint_headline, severity_of
from newsroom.arabic.linting.house import House
from newsroom.arabic.linting.rules import Problem, Rule, Severity

__all__ = [
    "RULES", "House", "Problem", "Rule", "Severity", "fix", "is_safe", "lint", "lint_headline",
    "severity_of", "surroundings",
]  # fmt: skip
