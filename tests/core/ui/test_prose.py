from html.parser import HTMLParser
from time import perf_counter

import pytest
from django.utils.html import format_html
from hypothesis import given
from hypothesis import strategies as st

from mec.core.ui.prose import linked_paragraphs, rich_text

REL = 'rel="noopener nofollow ugc"'


def link(address):
    return f'<a href="{address}" {REL}>{address}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un\ndeux\n\ntrois", "<p>Un<br>deux</p>\n<p>trois</p>"),
        ("Un\r\n\r\ndeux", "<p>Un</p>\n<p>deux</p>"),
        ("Voir https://a.fr/b.", f"<p>Voir {link('https://a.fr/b')}.</p>"),
        ("(https://a.fr/b_(c))", f"<p>({link('https://a.fr/b_(c)')})</p>"),
        ("« https://a.fr »", f"<p>« {link('https://a.fr')} »</p>"),
        ("https://a.fr/?a=1&b=2", f"<p>{link('https://a.fr/?a=1&amp;b=2')}</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("", ""),
    ],
)
def test_text_is_escaped_cut_and_linked(text, html):
    assert linked_paragraphs(text) == html


@given(st.text(alphabet="ab<>\"'&/:. \n()https", max_size=80))
def test_only_paragraphs_breaks_and_web_links_ever_come_out(text):
    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append((tag, dict(attrs).get("href", "")))

    Reader().feed(linked_paragraphs(text))
    assert {tag for tag, _ in seen} <= {"p", "br", "a"}
    assert all(href.lower().startswith(("http://", "https://")) for tag, href in seen if tag == "a")


def test_long_text_takes_time_in_proportion():
    text = "https://" + "(" * 5_000 + "." * 5_000
    started = perf_counter()
    linked_paragraphs(text)
    assert perf_counter() - started < 1


def test_rich_text_keeps_what_is_said_and_nothing_that_acts():
    html = rich_text('<p onclick="x()">Un <strong>mot</strong><script>alert(1)</script></p>')

    assert html == "<p>Un <strong>mot</strong></p>"
    assert format_html("{}", html) == html
