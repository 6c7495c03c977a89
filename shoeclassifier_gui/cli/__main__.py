"""Entry for machines without Qt: `python -m shoeclassifier_gui.cli train ...`."""

import sys

from shoeclassifier_gui.cli.app import run

if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
