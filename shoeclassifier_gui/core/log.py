"""The program's log: what a helper asks for when something went wrong."""

import logging
from logging.handlers import RotatingFileHandler

from shoeclassifier_gui.core.files import storage_errors
from shoeclassifier_gui.core.paths import log_file

_LARGEST = 1_000_000
_OLDER_FILES = 2


def start_log() -> None:
    """Writes what is logged from now on to the program's log file as well.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    with storage_errors(log_file()):
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            log_file(), maxBytes=_LARGEST, backupCount=_OLDER_FILES, encoding="utf-8", delay=True
        )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
