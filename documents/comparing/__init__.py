"""How two texts are laid beside each other: words, sequences of things, wording inside a block, pairs of blocks."""
