"""Storage that speaks S3: where media and backups may lie instead of in folders.

`addresses` reads what the environment says and knows no Django; `clients` speaks to a bucket, bounded in
time; `faults` says why one refuses, in the reader's language; `media` is Django's storage of
media; `objects` lists, reads and writes for backups. boto3 is imported only where an address begins with s3://.
"""
