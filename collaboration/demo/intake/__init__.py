"""Takes the demo town in, noun by noun, through the acts of the house."""
