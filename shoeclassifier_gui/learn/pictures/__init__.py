"""Pictures as tensors: decoded once, changed at random, mixed."""
