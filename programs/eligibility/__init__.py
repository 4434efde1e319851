"""Whether a company may apply: asked before anything is typed, and kept with it."""
