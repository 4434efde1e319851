"""The demo city: invented from a seed, laid out around a day, checked by SQL."""
