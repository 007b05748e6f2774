"""Says who may do what on the third floor, one noun a module."""
