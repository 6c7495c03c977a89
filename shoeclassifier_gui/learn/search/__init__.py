"""Looking for a learning rate and for good settings."""
