"""Clients of buckets: one a process and purpose, every wait bounded, every repetition counted."""

from functools import cache
from typing import Any

import boto3
from botocore.client import Config

from newsroom.buckets.addresses import Bucket

# Seconds to connect, seconds without a byte, tries. Together less than the 30 seconds after which gunicorn
# takes a process for hung; who waits for a page or a probe has less, a backup has all night.
PURPOSES = {"desk": (2, 10, 2), "reader": (1, 3, 1), "probe": (1, 1, 1), "backup": (10, 60, 5)}


@cache
def client_of(bucket: Bucket, purpose: str = "desk") -> Any:
    """Return the client for a purpose; clients of boto3 are safe between threads, sessions are not."""
    session = boto3.session.Session(
        aws_access_key_id=bucket.key or None, aws_secret_access_key=bucket.secret or None
    )
    return session.client(
        "s3", endpoint_url=bucket.endpoint, region_name=bucket.region, config=config_of(bucket, purpose)
    )


def config_of(bucket: Bucket, purpose: str = "desk") -> Config:
    connect, read, tries = PURPOSES[purpose]
    return Config(
        connect_timeout=connect, read_timeout=read, max_pool_connections=20, signature_version="s3v4",
        retries={"mode": "standard", "total_max_attempts": tries}, s3={"addressing_style": bucket.style},
        # Else botocore sends sums in trailers, which many servers but Amazon's do not know.
        request_checksum_calculation="when_required", response_checksum_validation="when_required",
    )  # fmt: skip
