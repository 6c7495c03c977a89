"""Pretrained weights: reading every form of file, and the store that finds them."""
