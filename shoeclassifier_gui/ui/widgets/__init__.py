"""Small widgets that the pages are made of; they know the theme and no service."""
