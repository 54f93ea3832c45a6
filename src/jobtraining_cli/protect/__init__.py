"""Barrier tables -> protected tables: what may be shown about few people."""
