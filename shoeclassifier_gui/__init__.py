"""Shoe Classifier: a desktop program that learns to tell shoes, or anything else, apart."""

__version__ = "0.1.0"
