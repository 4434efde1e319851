"""Measurements against yardsticks; see `__main__`."""
