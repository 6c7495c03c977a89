"""The drawn sample: shoes that the program draws itself, as files and as a live scene."""
