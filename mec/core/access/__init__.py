"""Rights: permissions, the rules behind them, one place to ask."""

from mec.core.access.registry import MissingRightError, can, require, rule

__all__ = ["MissingRightError", "can", "require", "rule"]
