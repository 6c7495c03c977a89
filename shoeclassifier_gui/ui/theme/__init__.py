"""How the program looks: colour tokens, the style sheet, icons, light and dark."""
