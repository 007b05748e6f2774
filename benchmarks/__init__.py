"""What is measured, with its peers: `make bench` prints it."""
