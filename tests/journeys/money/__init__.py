"""Money at random: a model in plain arithmetic, and people who act on both."""
