"""Outages: what happened, who was hit, and the time they were given back."""
