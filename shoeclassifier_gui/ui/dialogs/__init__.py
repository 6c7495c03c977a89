"""Small windows over the main window: help, about, closing."""
