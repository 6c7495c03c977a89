"""Collects pictures from the web, with where each one came from."""
