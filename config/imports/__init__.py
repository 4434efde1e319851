"""Bringing files of others into the registry: read, checked, then written at once."""
