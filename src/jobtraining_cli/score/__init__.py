"""Reach x catalogue -> scores, ranks, contributions, and what would change them."""
