"""Results -> text: terminal table, JSON, JSON lines, CSV, Markdown."""
