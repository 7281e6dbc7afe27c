"""Invented texts to copy, edit and swallow."""

import random

from newsroom.arabic.lexicon import frequencies


def invent(seed, words=120):
    """Write a text of usual and rare words, in paragraphs."""
    chance = random.Random(seed)
    known = sorted(word for word in frequencies() if len(word) > 3 and word.isalpha())
    text = [chance.choice(known) for _ in range(words)]
    return [" ".join(text[start : start + 30]) for start in range(0, words, 30)]


def body(paragraphs):
    return "".join(f"<p>{paragraph}.</p>" for paragraph in paragraphs)


def edit(paragraphs, share, seed=1):
    """Put another word for `share` of the words of each paragraph."""
    chance = random.Random(seed)
    others = " ".join(invent(seed + 10_000)).split()
    edited = []
    for paragraph in paragraphs:
        words = paragraph.split()
        for place in chance.sample(range(len(words)), round(share * len(words))):
            words[place] = chance.choice(others)
        edited.append(" ".join(words))
    return edited
