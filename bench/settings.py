"""The product's settings, with the empty page and the count of queries that the bench needs."""

from mec.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.product.count_queries", *MIDDLEWARE]  # noqa: F405
