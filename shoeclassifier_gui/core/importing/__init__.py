"""Brings pictures from folders, archives, files and videos into a project."""
