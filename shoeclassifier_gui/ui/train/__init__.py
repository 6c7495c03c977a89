"""The Train page: settings, progress, curves."""
