"""The data doctor: what may be wrong with a data set, and how to mend it."""
