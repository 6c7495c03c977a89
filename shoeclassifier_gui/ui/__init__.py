"""The window: widgets, pages and dialogs over the services."""
