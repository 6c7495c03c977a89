"""Trained models: their folder, their answers, and what they see."""
