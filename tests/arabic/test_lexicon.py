from newsroom.arabic.build_stems import count_stems, stem_words
from newsroom.arabic.lexicon import stem_counts, usual_words


def test_the_frozen_counts_of_stems_are_those_of_the_rules_and_tables_of_today():
    assert stem_counts() == count_stems(), "run python -m newsroom.arabic.build_stems"


def test_the_frozen_stems_of_usual_words_are_those_of_today():
    assert dict(usual_words()) == stem_words(), "run python -m newsroom.arabic.build_stems"
