"""Raw survey exports -> barrier tables: one reader a tool. No reader is there yet."""
