"""Files for spreadsheets: what one wrote, and nothing that runs."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mec.core.sheets import csv_response
from mec.core.sheets.csv import cell, csv_chunks

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def read(chunks):
    text = b"".join(chunks).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (Decimal("181000.50"), "181000,50"),
        (3, "3"),
        (date(2026, 3, 1), "01/03/2026"),
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "02/03/2026"),
        ("École", "École"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2", "'-2"),
        ("\tmot", "'\tmot"),
        ("＝1", "'＝1"),
        ("a\x00b", "ab"),
        ("\x00=1", "'=1"),
    ],
)
def test_cell(value, written):
    assert cell(value) == written


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_text_becomes_a_formula_nor_changes_column(texts):
    header, row = read(csv_chunks(["a"] * len(texts), [texts]))
    assert len(row) == len(header)
    assert not any(value.startswith(STARTS) for value in row)


def test_file_is_what_a_french_spreadsheet_opens():
    response = csv_response("projets.csv", ["Nom", "Coût"], [["L’école ; « A »", Decimal(3)]])
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="projets.csv"'
    assert b"".join(response) == '\ufeffNom;Coût\r\n"L’école ; « A »";3\r\n'.encode()


def test_header_leaves_before_the_first_row_is_read():
    def rows():
        raise AssertionError
        yield

    assert next(csv_chunks(["Nom"], rows())) == "\ufeffNom\r\n".encode()
