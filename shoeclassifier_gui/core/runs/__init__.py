"""Training runs as data: configuration, events, folders, scores."""
