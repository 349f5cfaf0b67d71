"""The size of texts in tokens of a language model: counted by an encoding, or estimated."""
