import html5lib
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mec.core.text import clean_html, plain_text
from mec.core.text.html import ATTRIBUTES, LINK_REL, LONGEST, MOST_TAGS, TAGS

NAMES = st.sampled_from(
    [
        *sorted(TAGS),
        "div",
        "span",
        "script",
        "style",
        "svg",
        "math",
        "iframe",
        "img",
        "form",
        "input",
        "textarea",
        "title",
        "select",
        "option",
        "noscript",
        "template",
        "mtext",
        "foreignObject",
        "plaintext",
        "body",
        "html",
        "frameset",
        "mglyph",
    ]
)
VALUES = st.sampled_from(
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:a",
        "data:text/html,x",
        "https://a.fr/?a=1&b=2",
        "/a",
        "mailto:a@b.fr",
        "tel:+33123456789",
        "//a.fr",
        'x" onclick="y',
        "vbscript:x",
        "&#106;avascript:x",
        "'><script>",
    ]
)
KEYS = st.sampled_from(
    ["href", "src", "onclick", "onerror", "style", "class", "id", "target", "rel", "xlink:href", "scope"]
)
ATTRIBUTE = st.builds(lambda key, value, quote: f" {key}={quote}{value}{quote}", KEYS, VALUES, st.sampled_from("\"' "))
PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "]]>", "<!doctype html>", "<", "&", "&lt;script&gt;", "\x00", "\ud800"]
    ),
    st.builds(lambda name, attributes: f"<{name}{''.join(attributes)}>", NAMES, st.lists(ATTRIBUTE, max_size=3)),
    NAMES.map(lambda name: f"</{name}>"),
)
PAGES = st.lists(PIECES, max_size=14).map("".join)
SCHEMES = ("http:", "https:", "mailto:", "tel:")


def elements(html):
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [element for element in fragment.iter() if element.tag != "DOCUMENT_FRAGMENT"]


@hypothesis_settings(max_examples=250)
@given(PAGES)
def test_nothing_but_what_is_allowed_is_left(html):
    cleaned = clean_html(html)

    for element in elements(cleaned):
        allowed = ATTRIBUTES.get(element.tag, set()) | ({"rel"} if element.tag == "a" else set())
        assert element.tag in TAGS - {"h1", "h2"}
        assert set(element.attrib) <= allowed
        assert element.get("href", "https:").lower().startswith(SCHEMES)
        assert element.tag != "a" or element.get("rel") == LINK_REL
    assert "<script" not in cleaned.lower()
    assert clean_html(cleaned) == cleaned


@hypothesis_settings(max_examples=100)
@given(PAGES)
def test_headings_skip_no_level(html):
    ranks = [int(element.tag[1]) for element in elements(clean_html(html)) if element.tag[0] == "h"]

    assert all(after <= before + 1 for before, after in zip([2, *ranks], ranks, strict=False))


@given(st.text())
def test_any_text_is_cleaned_and_read(text):
    assert clean_html(clean_html(text)) == clean_html(text)
    plain_text(text)


@given(st.lists(st.text(alphabet="abcé<>& '\"", min_size=1).map(str.strip).filter(bool), min_size=1))
def test_words_go_through_tags_unharmed(lines):
    written = "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines)

    assert plain_text(written).split("\n") == [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("Un texte", "Un texte"),
        ("", ""),
        ("<p>Un <strong>mot</strong><br/>deux</p>", "<p>Un <strong>mot</strong><br>deux</p>"),
        ('<p class="a" style="color:red" id="b" onclick="x()">Un</p>', "<p>Un</p>"),
        ("<script>alert(1)</script><style>p{}</style><iframe src='https://a.fr'>a</iframe>Un", "Un"),
        ('<img src="https://a.fr/a.png" onerror="x()" alt="Une image">Un', "Un"),
        ("<div><span>Un</span></div>", "Un"),
        ('<a href="https://a.fr" target="_blank">a</a>', f'<a href="https://a.fr" rel="{LINK_REL}">a</a>'),
        ('<a href="tel:+33102030405">a</a>', f'<a href="tel:+33102030405" rel="{LINK_REL}">a</a>'),
        ('<a href="javascript:alert(1)">a</a>', f'<a rel="{LINK_REL}">a</a>'),
        ('<a href="/aides/">a</a>', f'<a rel="{LINK_REL}">a</a>'),
        ("<h1>A</h1><h2>B</h2><h2>C</h2>", "<h3>A</h3><h4>B</h4><h4>C</h4>"),
        ("<h4>A</h4><p>a</p><h6>B</h6><h2>C</h2>", "<h3>A</h3><p>a</p><h4>B</h4><h3>C</h3>"),
        ("<h2>A</h2><h4>B</h4><h3>C</h3>", "<h3>A</h3><h4>B</h4><h4>C</h4>"),
        (
            "<table><tr><th scope='col' onclick='x'>A</th><td colspan=2>B</td></tr></table>",
            '<table><tbody><tr><th scope="col">A</th><td colspan="2">B</td></tr></tbody></table>',
        ),
        ("<ul><li>Un", "<ul><li>Un</li></ul>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("\ud800", "?"),
    ],
)
def test_clean_html(html, cleaned):
    assert clean_html(html) == cleaned


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Un texte", "Un texte"),
        ("3 < 5 & 6 > 2", "3 < 5 & 6 > 2"),
        ("Deux\n lignes", "Deux lignes"),
        ("<p>Un</p><p>Deux<br>Trois</p>", "Un\nDeux\nTrois"),
        ("<ul>\n <li>\n  Un\n </li>\n <li>Deux</li></ul>", "Un\nDeux"),
        ("mé<b>dia</b>thèque", "médiathèque"),
        ("l&rsquo;&eacute;cole&nbsp;: &lt;b&gt;", "l’école : <b>"),
        ("<table><tr><td>Un</td><td>Deux</td></tr><tr><td>Trois</td></tr></table>", "Un Deux\nTrois"),
        ("Un<script>alert(1)</script><style>p{}</style><!-- rien --> deux", "Un deux"),
        ("", ""),
    ],
)
def test_plain_text(html, text):
    assert plain_text(html) == text


def test_text_that_has_no_end_is_cut():
    assert len(clean_html("a" * (LONGEST + 1))) == LONGEST


def test_text_that_has_too_many_tags_is_cut():
    assert plain_text("<br>a" * 2 * MOST_TAGS).count("a") == MOST_TAGS - 1
