"""Importing: what comes in by dropping, pasting and picking, and the preview before it does."""
