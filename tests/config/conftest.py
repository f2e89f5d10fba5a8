from collections.abc import Iterator

import pytest

from tests.process import Product, running_product


@pytest.fixture(scope="session")
def product(tmp_path_factory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("product")) as product:
        yield product
