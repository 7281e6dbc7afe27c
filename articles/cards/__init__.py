"""Draw the card of an article for other sites to show: its headline in joined Arabic letters, who and when.

Import rule: `faces` and `lines` know letters only, `drawing` the look, `telling` what a card says of an
article; nothing here asks the database. HarfBuzz joins and paints the letters, and comes whole in its wheel:
Pillow alone needs a library of the machine for that, and without it draws them apart and says nothing.
"""

from articles.cards.drawing import SIZE, draw
from articles.cards.telling import Card, card_address, card_of

__all__ = ["SIZE", "Card", "card_address", "card_of", "draw"]
