"""Protected tables -> reach: who is held back by what, of whom, and what stands in its context."""
