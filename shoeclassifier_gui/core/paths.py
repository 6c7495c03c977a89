"""Where things are: what ships with the program, and what belongs to the user."""

import os
import sys
from pathlib import Path

import platformdirs

HOME_VARIABLE = "SHOECLASSIFIER_HOME"
_NAME = "ShoeClassifier"


def program_folder() -> Path:
    """The folder beside which `weights/` lies: the checkout, or the frozen program's folder."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(__file__).resolve().parents[2]


def resource_path(relative: str) -> Path:
    """A file of `resources/`, in the checkout as in the frozen program."""
    bundle = getattr(sys, "_MEIPASS", None)
    base = Path(bundle) if bundle else program_folder()
    return base / "resources" / relative


def user_data_folder() -> Path:
    """Where weights, settings and projects of unwritable folders are kept."""
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) if home else Path(platformdirs.user_data_path(_NAME, appauthor=False))


def new_projects_folder() -> Path:
    """Where projects that the program itself begins lie: among the user's documents."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home) / "documents"
    return Path(platformdirs.user_documents_path()) / "Shoe Classifier"


def user_cache_folder() -> Path:
    """Where things that can be computed again are kept."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home) / "cache"
    return Path(platformdirs.user_cache_path(_NAME, appauthor=False))


def log_file() -> Path:
    """The program's log."""
    return user_data_folder() / "log" / "shoeclassifier.log"
