"""Files -> models. Every error carries file, line and column."""
