"""How long a text is to a language model: counted where a tokenizer is installed, estimated otherwise."""
