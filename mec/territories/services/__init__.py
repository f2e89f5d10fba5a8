"""Bring territories and perimeters to what their sources say."""

from mec.territories.services.perimeters import (
    MembersReport,
    NoSuchPerimeterError,
    PerimeterReport,
    fill_perimeter,
    load_perimeters,
    shipped_perimeters,
)
from mec.territories.services.reference import LoadReport, apply_reference, load_reference

__all__ = [
    "LoadReport",
    "MembersReport",
    "NoSuchPerimeterError",
    "PerimeterReport",
    "apply_reference",
    "fill_perimeter",
    "load_perimeters",
    "load_reference",
    "shipped_perimeters",
]
