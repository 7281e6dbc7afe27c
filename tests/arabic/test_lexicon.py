from newsroom.arabic.build_stems import count_stems
from newsroom.arabic.lexicon import stem_counts


def test_the_frozen_counts_of_stems_are_those_of_the_rules_and_tables_of_today():
    assert stem_counts() == count_stems(), "run python -m newsroom.arabic.build_stems"
