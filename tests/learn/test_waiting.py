"""Threads that wait leave the processor to others, unless the user has decided otherwise."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("given", "kept"), [("", "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_how_to_wait_is_settled_before_torch_is_loaded(given: str, kept: str) -> None:
    script = (
        "import shoeclassifier_gui.learn, os, sys\n"
        "print('torch' in sys.modules, os.environ['OMP_WAIT_POLICY'])"
    )
    environment = {name: v for name, v in os.environ.items() if name != "OMP_WAIT_POLICY"}
    if given:
        environment["OMP_WAIT_POLICY"] = given
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", kept]
