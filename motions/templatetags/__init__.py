"""The tags and filters of this floor."""
