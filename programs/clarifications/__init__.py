"""Questions about an open call with public answers, and changes of the call."""
