"""QObjects with signals between the window and the two lower rooms; no widget here."""
