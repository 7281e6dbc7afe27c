"""Score search, similar articles and near-copies on real articles, beside other engines, in one run.

    python -m tests.benchmarks.quality [CORPUS.jsonl[.gz]] [--articles N] [--only NAME] [--json FILE] [--keep]

A measure is a module with a function `measure(bench: Bench) -> Scores`, named in `__main__.MEASURES`.
"""
