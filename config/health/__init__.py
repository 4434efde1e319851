"""How Kapok itself is: alive, ready, and in numbers."""
