"""Families of front matter, and of agents in TOML."""

from __future__ import annotations

from bench.growth.family import Family
from bench.growth.templates import body, changed, front, nested, whole

_TOML = "agents/one.toml"
_BODY = "\n---\n\n# One\n\n- Read the tests first\n"

_KEYS = {
    "keys": front("{w}{n}: {4w}\n"),
    "equal keys": front("color: {w}\n"),
    "keys without values": front("{w}{n}:\n"),
    "keys of numbers": front("{w}{n}: {n}.50\n"),
    "keys of lists": front("{w}{n}: [{w}, {w}]\n"),
    "keys of mappings": front("{w}{n}:\n  {w}: {w}\n  {w}: {w}\n"),
    "keys in quotes": front("\"{w} {n}\": '{w}'\n"),
    "keys with comments": front("# {w}\n{w}{n}: {w} # {w}\n"),
    "keys and blank lines": front("{w}{n}: {w}\n\n"),
    "invalid keys": front("{w}{n}: {w}: {w}\n"),
    "equal invalid keys": front("color: {w}: {w}\n"),
    "keys with tabs": front("{w}{n}:\t{w}\n\t{w}\n"),
    "a long key": front("{w}", after=": x\n"),
    "a long value": front("{w} ", before="description: "),
    "a value of many lines": front("  {6w}\n", before="description:\n"),
    "a value in quotes": front("{w} \\n", before='description: "', after='"\n'),
    "a value in single quotes": front("{w}''", before="description: '", after="'\n"),
    "a value in open quotes": front("{w} ", before='description: "', after="\n"),
    "a value with colons": front("{w}: ", before="description: ", after="x\n"),
    "lines with colons": front("{w}: {6w}\n\n", before="description: One: two\n"),
    "a block of lines": front("  {6w}\n", before="description: |\n"),
    "a block of blank lines": front("\n", before="description: |\n", after="  x\n"),
    "a folded block": front("  {6w}\n\n", before="description: >-\n"),
    "a kept block": front("  {6w}\n\n", before="description: |+\n"),
    "comments in front matter": front("# {6w}\n"),
    "comments below a key": front("  # {6w}\n", before="color: red\n"),
    "blank lines in front matter": front("\n", after="color: red\n"),
    "blanks in front matter": front("          ", before="color: red", after="\n"),
    "anchors": front("{w}{n}: &a{n} {w}\n"),
    "aliases": front("{w}{n}: *a\n", before="color: &a red\n"),
    "aliases of lists": front("- *a\n", before="x: &a [a, b]\ny:\n"),
    "merged keys": front("  <<: *a\n", before="x: &a {b: c}\ny:\n"),
    "lists nested in brackets": front("[", before="x: ", after="\n"),
    "mappings nested in braces": front("{a: ", before="x: ", after="\n"),
    "a list in brackets": front("{w}, ", before="x: [", after="]\n"),
    "a mapping in braces": front("{w}: {w}, ", before="x: {", after="}\n"),
    "a list of lines": front("- {w}\n", before="x:\n"),
    "a list of mappings": front("- {w}: {w}\n  {w}: {w}\n", before="x:\n"),
    "a mapping of lines": front("  {w}{n}: {w}\n", before="x:\n"),
    "dashes in a value": front("- ", before="x: ", after="\n"),
    "dashes below a key": front("- ", before="x:\n", after="\n"),
    "question marks below a key": front("? ", before="x:\n", after="\n"),
    "types": front("{w}{n}: !!str {w}\n"),
    "dates": front("{w}{n}: 2024-13-45\n"),
    "control characters": front("\x07", before="x: ", after="\n"),
    "long numbers": front("9", before="x: ", after="\n"),
    "numbers of base 60": front("9:", before="x: ", after="9\n"),
}
_TOOLS = {
    "tools": front("{w}, ", before="tools: ", after="Read\n"),
    "tools in brackets": front("{w}, ", before="tools: [", after="Read]\n"),
    "tools in lines": front("  - {w}\n", before="tools:\n"),
    "equal tools": front("Read, ", before="tools: ", after="Read\n"),
    "tools with patterns": front("Bash({w}:*), ", before="tools: ", after="Read\n"),
    "tools with open patterns": front("Bash({w}:*, ", before="tools: ", after="Read\n"),
    "tools of servers": front("mcp__{w}__{w}, ", before="tools: ", after="Read\n"),
    "tools as a mapping": front("  {w}{n}: true\n", before="tools:\n"),
    "forbidden tools": front("{w}, ", before="disallowedTools: ", after="Read\n"),
    "tools and forbidden tools": front(
        "{w}, ", before="disallowedTools: Read, Write\ntools: ", after="Read\n"
    ),
    "permissions": front('    "{w} *": deny\n', before="permission:\n  bash:\n"),
    "invalid permissions": front("    {w} *: deny\n    *{w}: ask\n", before="permission:\n  bash:\n"),
    "invalid permissions at levels": front("  {w}:\n   *: deny\n", before="permission:\n"),
    "invalid tools": front("@{w}/x, ", before="tools: [", after="Read]\n"),
    "invalid tools in lines": front("  - @{w}/x\n", before="tools:\n"),
    "globs": front("**/{w}*.ts, ", before="globs: ", after="*.md\n"),
    "skills": front("  - {w}\n", before="skills:\n"),
    "hooks": front("    - command: {w}\n      matcher: {w}\n", before="hooks:\n  PreToolUse:\n"),
    "servers": front("  {w}:\n    command: {w}\n    args: [{w}]\n", before="mcpServers:\n"),
    "examples": front(
        "  <example>\n  user: {4w}\n  assistant: {4w}\n  </example>\n", before="description: |\n  One\n"
    ),
    "invalid examples": front("<example>\nuser: {4w}\n</example>\n", before="description: One: two\n"),
    "examples in a line": front("<example>user: {w}</example>\\n", before='description: "', after='"\n'),
    "open examples": front("<example>\nuser: {4w}\n", before="description: One: two\n"),
    "tags in a value": front("<{w}>", before="description: ", after="\n"),
    "sentences of a description": front("Use it for {w}. ", before="description: "),
}
_PLACES = {
    "blank lines before front matter": whole("", "\n", "---\nname: one" + _BODY),
    "invisible characters before front matter": whole("", "\u200b", "---\nname: one" + _BODY),
    "comments before front matter": whole("", "<!-- {w} -->\n", "---\nname: one" + _BODY),
    "open comments before front matter": whole("", "<!-- {w}\n", "---\nname: one" + _BODY),
    "a comment of blanks before front matter": whole("<!-- x -->", " " * 10, "x\n---\nname: one" + _BODY),
    "directives before front matter": whole("", "%YAML {w}\n", "---\nname: one" + _BODY),
    "blank lines in a code fence": whole("```yaml\n", "\n", "---\nname: one" + _BODY + "```\n"),
    "front matter in a code fence": whole("```yaml\n---\n", "{w}{n}: {w}\n", "---\n```\n\n- One\n"),
    "a file in a code fence": whole("```md\n---\nname: one\n---\n\n", "{8w}\n\n", "```\n"),
    "front matter that is never closed": whole("---\nname: one\n", "{w}{n}: {w}\n", "\n# One\n\n- Two\n"),
    "front matter of paragraphs, never closed": whole("---\nname: one\n\n", "{w}{n}: {w}\n\n", "# One\n"),
    "comments of front matter, never closed": whole("---\nname: one\n", "# {w}\n", "\n# One\n\n- Two\n"),
    "blank lines of front matter, never closed": whole("---\nname: one\n", "\n", "# One\n\n- Two\n"),
    "front matter and text, never closed": whole("---\nname: one\n\n", "{6w}\n\n"),
    "a paragraph of keys, never closed": whole("---\nname: one\n\n", "a{n}: {w}\n", "{w} {w}\n\nx: y\n"),
    "rules of the body": body("---\n\n{w}: {w}\n\n"),
    "rules and keys": whole("", "---\n{w}: {w}\n"),
    "lines of dashes": whole("", "---\n"),
    "text without front matter": whole("", "{8w}\n\n"),
    "keys in CR LF": changed(front("{w}{n}: {w}\n# {w}\n"), lambda text: text.replace("\n", "\r\n")),
    "keys in CR": changed(front("{w}{n}: {w}\n# {w}\n"), lambda text: text.replace("\n", "\r")),
    "invalid keys in CR LF": changed(front("{w}{n}: {w}: x\n"), lambda text: text.replace("\n", "\r\n")),
    "examples of the body": body("<example>\nuser: {6w}\n</example>\n\n"),
    "keys nested in text": nested("{a}: ", "", "x"),
    "CJK keys": front("\u6587{n}: \u5b57\n"),
}
_HEAD, _TEXT = 'name = "one"\n', "developer_instructions = '''\n# One\n\n- Read the tests first\n'''\n"
_TOML_KEYS = {
    "keys in TOML": whole(_HEAD, '{w}{n} = "{w}"\n', _TEXT, _TOML),
    "dotted keys in TOML": whole(_HEAD, 'x.{w}{n} = "{w}"\n', _TEXT, _TOML),
    "a dotted key in TOML": whole(_HEAD + "x", ".a", "x = 1\n" + _TEXT, _TOML),
    "tables in TOML": whole(_HEAD + _TEXT, '[x.{w}{n}]\ny = "{w}"\n', "", _TOML),
    "equal tables in TOML": whole(_HEAD + _TEXT, '[[x]]\ny = "{w}"\n', "", _TOML),
    "keys of tables in TOML": whole(_HEAD + _TEXT + "[x]\n", '{w}{n} = "{w}"\n', "", _TOML),
    "an array in TOML": whole(_HEAD + "x = [", '"{w}", ', "]\n" + _TEXT, _TOML),
    "an array of lines in TOML": whole(_HEAD + "x = [\n", '  "{w}",\n', "]\n" + _TEXT, _TOML),
    "comments in TOML": whole(_HEAD, "# {4w}\n", _TEXT, _TOML),
    "blank lines in TOML": whole(_HEAD, "\n", _TEXT, _TOML),
    "instructions in TOML": whole(_HEAD + "developer_instructions = '''\n", "- {8w}\n", "'''\n", _TOML),
    "escapes in TOML": whole(_HEAD + 'developer_instructions = """\n', "- {4w} \\n\n", '"""\n', _TOML),
    "a line of instructions in TOML": whole(_HEAD + 'developer_instructions = "', "{w} ", '"\n', _TOML),
    "quotes in TOML": whole(_HEAD + 'developer_instructions = """\n', '""{w} ', '"""\n', _TOML),
    "keys in quotes in TOML": whole(_HEAD, '"{w} {n}" = 1\n', _TEXT, _TOML),
}
_GROUPS = {"keys": _KEYS, "tools": _TOOLS, "places": _PLACES, "toml": _TOML_KEYS}
FRONT_MATTER_FAMILIES = tuple(
    Family(name, stage, make) for stage, some in _GROUPS.items() for name, make in some.items()
)
