"""The Train page's desk, for the history on it."""

from tests.ui.train.conftest import desk

__all__ = ["desk"]
