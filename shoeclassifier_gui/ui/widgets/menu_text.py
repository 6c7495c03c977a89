"""Names in menus: an ampersand in them is no shortcut."""


def menu_text(name: str) -> str:
    """A name of the user's as a menu shows it letter by letter."""
    return name.replace("&", "&&")
