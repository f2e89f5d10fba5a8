from django.urls import path

from bench.product import empty
from mec.config.urls import *  # noqa: F403

urlpatterns = [*urlpatterns, path("bench/vide/", empty, name="bench_empty")]  # noqa: F405
