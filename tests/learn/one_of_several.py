"""What torchrun starts in tests: leaves its number, computes in one way, is the command line."""

import os
import runpy
import sys
from pathlib import Path
from unittest.mock import patch

from shoeclassifier_gui.learn.computing.device import choose_device
from shoeclassifier_gui.learn.computing.execution import Execution


def first_way(*_: object, **__: object) -> Execution:
    """No measuring: two processes and one shall round alike."""
    return Execution(choose_device("cpu"), "float32", channels_last=False)


if __name__ == "__main__":
    (Path(sys.argv[1]) / f"{os.environ['RANK']}.pid").write_text(str(os.getpid()))
    sys.argv = ["shoeclassifier", *sys.argv[2:]]
    with patch("shoeclassifier_gui.learn.training.setting_up.fastest_execution", first_way):
        runpy.run_module("shoeclassifier_gui.cli", run_name="__main__")
