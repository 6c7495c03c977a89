"""The data set: a labelled folder, its pictures, their sessions and splits."""
