"""How long the slowest regular expressions take for a text that is made to hold them."""

import pytest

from tests.security.expressions import adversaries, expressions, seconds

pytestmark = pytest.mark.bench
LENGTH = 100_000


def test_the_slowest_expressions_over_100_kb(capsys):
    found = []
    for expression in expressions():
        worst = max(adversaries(2000), key=lambda given: seconds(expression, given[1]))[0]
        text = dict(adversaries(LENGTH))[worst]
        found.append((seconds(expression, text) * 1000, expression.name, worst))
    found.sort(reverse=True)
    with capsys.disabled():
        print(f"\n{len(found)} expressions over {LENGTH} characters, ms:")
        for milliseconds, name, worst in found[:15]:
            print(f"{milliseconds:9.1f}  {name}  {worst}")
    assert found[0][0] < 2000
