"""The cache of public pages (DESIGN 2.11).

A page names what it shows while it is made (`keys`); triggers in the database count the changes of each key
(`articles.models.pages`), a process follows the counts (`versions`), and a kept page counts as long as those
that it was made under are the present ones (`entries`, `memory`, `shared`, `serving`). Nothing here imports
views, the door or the importers.

A new table that pages show needs a trigger: `pages_named` takes the columns that count, the keys of a row and
which rows, such as `'site'` for what stands on every page (`articles/migrations/0046_page_triggers.py`). A
new moment at which pages change by themselves belongs into the statement of `versions`.
"""
