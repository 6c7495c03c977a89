"""The command line: the same abilities without a window."""
