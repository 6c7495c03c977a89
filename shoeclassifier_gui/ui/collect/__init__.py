"""The dialog that collects pictures from the web."""
