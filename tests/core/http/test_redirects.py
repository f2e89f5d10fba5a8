from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.http.redirects import local_path
from tests.core.http.corpus import OPEN_REDIRECTS

SITE = "https://mec.exemple.fr"


def as_browsers_read(address):
    """Return the address after what WHATWG parsers do first: trim, drop tabs and line breaks, turn backslashes."""
    trimmed = address.strip("".join(map(chr, range(0x21))))
    return trimmed.translate({ord(c): None for c in "\t\r\n"}).replace("\\", "/")


@pytest.mark.parametrize("path", ["/", "/connexion/", "/compte/", "/compte/?onglet=a&b=%C3%A9", "/connexion/code/"])
def test_pages_of_the_site_are_kept_as_they_are(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path", ["", "compte/", "/compte", "/inconnue/", "/deconnexion/", "/compte/#a", f"/?{'a' * 500}"]
)
def test_paths_that_open_no_page_are_dropped(path):
    assert local_path(path) == ""


@pytest.mark.parametrize("address", OPEN_REDIRECTS)
def test_open_redirects_are_dropped(address):
    assert local_path(address) == ""


_fragments = st.sampled_from(
    ["/", "//", "\\", "@", ":", "?", "#", "%0d%0a", "%2f", "%5c", "\t", "\n", " ", ".", "http", "https:", "mal.exemple",
     "compte", "connexion", "lien", "javascript:", "．", "／", "。"]
)  # fmt: skip


@given(
    st.one_of(
        st.text(), st.lists(_fragments, max_size=8).map("".join), st.lists(_fragments).map(lambda f: "/" + "".join(f))
    )
)
def test_whatever_is_kept_stays_on_the_site_in_every_reading(address):
    kept = local_path(address)

    assert kept in ("", address)
    for reading in (kept, as_browsers_read(kept)):
        target = urlsplit(urljoin(f"{SITE}/connexion/", reading))
        assert (target.scheme, target.netloc) == ("https", "mec.exemple.fr")
