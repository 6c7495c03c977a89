"""Starts Shoe Classifier from a checkout and from the frozen program."""

from shoeclassifier_gui.__main__ import main

if __name__ == "__main__":
    raise SystemExit(main())
