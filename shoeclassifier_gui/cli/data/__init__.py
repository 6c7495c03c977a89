"""The `data` commands: one file for each."""
