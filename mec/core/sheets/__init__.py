"""Tables for spreadsheets: streamed, and inert when they are opened."""

from mec.core.sheets.csv import csv_response

__all__ = ["csv_response"]
