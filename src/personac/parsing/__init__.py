"""Parsing: from the bytes of a file to its front matter and its section AST; `parser` is the pass.

Bodies: `markdown`, `block_rules` and `line_map` (tokens with positions), `blocks`, `sections`.
Front matter: `front_matter`, `yaml_reader`; `lenient_yaml` and `yaml_quoting` if it is not valid YAML.
"""
