"""Parsing: from the bytes of a file to its front matter and its section AST.

`parser` is the pass. `fences` finds the front matter; `front_matter` reads it, with `yaml_reader` or, if it
is not valid YAML, with `lenient_yaml`, and `yaml_quoting` explains the problem. `markdown_tokens` parses
the body with mistune and `line_map` locates the tokens in the source; `blocks` and `inlines` convert them
to AST nodes, and `sections` builds the tree of sections. `normalization` gives the form of a text that is
compared, `verbatim` the text of a block that is moved to another place.
"""
