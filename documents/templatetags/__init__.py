"""The tags of this floor."""
