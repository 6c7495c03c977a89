"""The Results page: runs, scores, confusion, misclassified pictures."""
