"""Copies of the whole newsroom, database and media, that are proved by restoring them.

`copies` says what a copy is; `store` keeps them in a folder, `bucket` in a bucket, and `opening` tells which;
`making`, `restoring` and `testing` work on them; `retention` says which stay; `media` and `tables` say what
is in one; `recording` tells the desk. A copy has the same parts everywhere:

    20261126T011000Z/database.dump    pg_dump's own format
    20261126T011000Z/media.jsonl      a line a file: name, size, time, SHA-256
    20261126T011000Z/manifest.json    written last; what has none is no copy
    blobs/3f/3f9a…                    media by content, once for all copies
"""
