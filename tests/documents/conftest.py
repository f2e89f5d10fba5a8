import pytest

from mec.documents.storage import documents_storage
from tests.factories.accounts import UserFactory


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    """A storage of the test's own, so that what is left in it can be counted."""
    documents = dict(settings.STORAGES["documents"])
    documents["OPTIONS"] = documents["OPTIONS"] | {"location": tmp_path / "documents"}
    settings.STORAGES = settings.STORAGES | {"documents": documents}
    return documents_storage()


@pytest.fixture
def contents(tmp_path):
    """Return the keys of what the storage holds."""
    root = tmp_path / "documents"
    return lambda: sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.fixture
def author(db):
    return UserFactory()
