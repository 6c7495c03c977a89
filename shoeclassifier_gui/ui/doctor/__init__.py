"""The data doctor: what may be wrong with the pictures, and a click that mends it."""
