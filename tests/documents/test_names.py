import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mec.documents.names import LONGEST, clean_name, split_name


@pytest.mark.parametrize(
    ("received", "kept"),
    [
        ("Devis toiture.pdf", "Devis toiture.pdf"),
        ("École d’été — plan n°2.PDF", "École d’été — plan n°2.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Nadia\\devis.pdf", "devis.pdf"),
        ("devis\x00.pdf\x00.exe", "devis_pdf.exe".replace("_", ".")),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("shell.php.jpg", "shell_php.jpg"),
        ("rapport.final.pdf", "rapport.final.pdf"),
        (".htaccess", "fichier.htaccess"),
        ("CON.pdf", "_CON.pdf"),
        ('a<b>:"c|d?.pdf', "a_b___c_d.pdf"),
        ("  beaucoup   d’espaces .pdf ", "beaucoup d’espaces.pdf"),
        ("....pdf", "fichier.pdf"),
        ("", "fichier"),
        ("é.pdf", "é.pdf"),
        ("x" * 255 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_name_is_made_safe_and_stays_readable(received, kept):
    assert clean_name(received) == kept


@given(st.text(max_size=400))
@example("\u202e.pdf")
@example("../" * 100)
def test_any_name_becomes_a_plain_one(received):
    name = clean_name(received)

    assert 0 < len(name) <= LONGEST
    assert len(name.encode("utf-16-le", "surrogatepass")) < 2 * 255
    assert not set(name) & set('<>:"/\\|?*\x00\u202e')
    assert all(sign.isprintable() for sign in name)
    assert name not in (".", "..")
    assert not name.startswith(".")
    assert clean_name(name) == name
    assert unicodedata.is_normalized("NFC", name)


@given(st.text(min_size=1, max_size=300), st.sampled_from(["pdf", "docx", "jpeg"]))
def test_extension_is_kept(stem, extension):
    assert split_name(clean_name(f"{stem}.{extension}"))[1] == extension
