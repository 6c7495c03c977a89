"""Walks through the program as a user does: the demo without a screen, and the self-check."""
