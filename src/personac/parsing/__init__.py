"""Front end: from a file's bytes to its front matter and its section AST."""
