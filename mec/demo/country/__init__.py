"""As many fictitious projects as one asks for, over the whole country: the same on every machine for the same seed."""

from mec.demo.country.build import MOST_PROJECTS, CountryReport, build_country

__all__ = ["MOST_PROJECTS", "CountryReport", "build_country"]
