"""Sources made by a grammar: YAML of every kind in front matter, every construct of a body, agents of Codex.

All of it comes from one `random.Random`, so a seed makes the same text again.
"""

from __future__ import annotations

from random import Random

KEYS = (
    "name", "description", "tools", "allowed-tools", "allowedTools", "disallowed-tools", "disallowedTools",
    "permission", "permissionMode", "sandbox_mode", "readonly", "hooks", "mcpServers", "mcp_servers", "mcp",
    "prompt", "initialPrompt", "model", "applyTo", "globs", "alwaysApply", "color", "temperature", "handoffs",
    "skills", "version", "agents", "target", "infer", "max_turns", "timeout_mins", "x-own", "<<", "1", "null",
    "true", "2024-01-01", "=", "[a]", "{a: b}", "? a", '"quoted"', '"\\u200b"', "'it''s'", "grö\u00dfe",
    "key#", "&k key", "!!str key", "*a", "developer_instructions",
)  # fmt: skip
SCALARS = (
    "~", "null", "", "yes", "No", "on", "true", "0", "-0", "0o17", "017", "0x1F", "0b101", "1_000", "+12",
    "1e999", ".inf", "-.Inf", ".nan", "1e-400", "12e03", "0.1", "1:30:00", "190:20:30.15", "-1:60", "08",
    "1__0", "2024-13-45", "2024-02-30", "2024-01-01", "0000-01-01", "2024-01-01T00:00:00Z",
    "0001-01-01 00:00:00 +23:59", "9999-12-31T23:59:59-23:59", "2024-01-01 10:00:00.123456789",
    "2024-01-01T00:00:00+99:99", "=", "<<", "!!python/object/apply:os.system ['touch pwned']",
    "!!python/name:os.system", "!!python/tuple [1]", "!!int x", "!!int 1:2:x", "!!float x", "!!float 1:2",
    "!!binary ====", "!!binary aGk=", "!!binary \u00e9", "!!set {a, b}", "!!set [a]", "!!omap [a: 1]",
    "!!omap {a: 1}", "!!pairs [[1, 2]]", "!!pairs x", "!!seq {a: 1}", "!!map [1]", "!!timestamp x",
    "!!null x", "!!bool maybe", "!!merge x", "!!value x", "!!str [a]", "! x", "!a b",
    "!<tag:yaml.org,2002:int> 1", "!<x", "*a", "*b", "&a x", "&a [*a]", "&b {b: *b}", "{<<: *a}",
    "{<<: [*a, *b]}", "{<<: 1}", "{? a, : b}", "{[a]: b}", "{{a: b}: c}", "[[a]: b]", "[a, [b, [c]]]",
    "{a: {b: {c: d}}}", "[a: b]", "? x", "- x", "@x", "`x`", "%x", "#x", "a: b", "a #b", "a:b", "a: b: c",
    "[", "]", "{", "}", "[a", "{a: [}", ",", "'", '"', "'a", '"a', '"\\ud800"', '"\\x00"', '"\\U00110000"',
    '"\\N\\_\\L\\P"', '"\\q"', '"a\\\n  b"', "'a\n\n  b'", "|", ">", "|2-\n    x", ">+\n  x\n\n", "|9\n x",
    "|\n\tx", "\tx", "\u0085", "\u2028x", "\ufeff", "\x00", "\x1b[2J", "\u202ex", "a\u200bb", "\U000e0041",
    "\U0001f680", "\ue000", "\ufffe", "e\u0301" * 40, "Read, Grep, Bash(git *)", "[Read, Write]",
    "Read Write", '"*"', "[]", "{}", "{Bash: ask, '*': deny}", "{edit: {'*.md': allow}}", "all", "none",
    "mcp__x__*", "Bash(rm -rf /)", "Task(a, b)", "plan", "acceptEdits", "bypassPermissions", "read-only",
    "workspace-write", "opus", "claude-sonnet-4-5", "[opus, haiku]", "inherit",
    "{PreToolUse: [{matcher: Bash, hooks: [{type: command, command: x}]}]}", "{x: {command: npx, args: [a]}}",
    "src/**/*.ts", "['**']", "<example>Use it.</example>", "Use it. <example>\\nuser: hi</example>",
    "../../x", "a/b", ".", "-", "---", "...", "keeper", "reviewer", "Keeps the valves closed", "{{x}}",
    "{% x %}", "${X}",
)  # fmt: skip
FENCES = ("---", "---", "---", "---", "---", "--- ", "----", "+++", "...", "```yaml", " ---", "", "\ufeff---")
WORDS = (
    "drain", "the", "oldest", "queue", "first", "never", "always", "log", "secrets", "tokens", "tests",
    "before", "code", "review", "PostgreSQL", "MySQL", "Redis", "CI/CD", "C++", "node.js", "within",
    "at least", "at most", "5 minutes", "99.9%", "10,000", "1e400 GB", "-3", "200 ms", "twice", "every day",
    "p95", "not", "must", "may", "if", "unless", "it", "fails", "step 2", "see", "above", "[docs]", "[^1]",
    "`make test`", "**bold**", "_soft_", "a", "of", "and", "or", "without", "with", "é", "测试", "עברית",
    "\u200b", "\u202e", "p\u0430ssword", "🚀", "and/or", "10-20", "\u00bd", "1/2", "two", "v1.2.3",
    "2024-01-01", "x" * 60,
)  # fmt: skip
LINES = (
    "", "", "", "# {}", "## {}", "## {}", "### {}", "###### {}", "####### {}", "#{}", "{}\n===", "{}\n---",
    "**{}**", "**{}**:", "{}:", "- {}", "- {}", "- {}", "* {}", "+ {}", "1. {}", "2) {}", "10. {}",
    "999999999. {}", "- [ ] {}", "- [x] {}", "  - {}", "    - {}", "      * {}", "\t- {}", "   {}", "    {}",
    "\t{}", "- **{}**: {}", "- {}\n\n  {}", "- {}\n{}", "-\t{}", "-", "- - - {}", "> {}", "> - {}", ">> {}",
    "> # {}", "```\n{}\n```", "```sh", "~~~", "```", "````md\n```\n{}\n````",
    "| {} | {} |\n|---|---|\n| {} | {} |", "|---|", "| {}", "<!-- {} -->", "<!--", "-->",
    "<example>\n{}\n</example>", "<rules>", "</rules>", "<process>\n- {}\n</process>", "<a>{}</a>", "<b",
    "<br/>", "<never>\n- {}\n</never>", "<script>{}</script>", "<![CDATA[{}]]>", "<?php {} ?>",
    "<!DOCTYPE {}>", "[docs]: http://x.y", "[docs]: <{}", "[^1]: {}", '[{}](http://x.y "{}")',
    "![{}](a.png)", "[{}][docs]", "<http://x.y>", "http://x.y/{}", "***", "* * *", "___", "---", "+++",
    "Phase 1: {}", "### Step 2: {}", "You are {}.", "{}. {}. {}", "{}  \n{}", "{}\\\n{}", "\\- {}",
    "&amp; &#0; &#x110000; {}", "$$\n{}\n$$", "$ {} $", "{{{{ {} }}}}", "{{% raw %}}", "::warning::{}",
    "##[error]{}", "\x0c{}", "\x00", "\r", "{}\r", "\u2028{}", "\ufeff{}", "name: {}", "---\nname: {}\n---",
    "Use `{}", "* {}\n+ {}\n- {}", "1. {}\n1. {}\n3. {}", "- {}\n  1. {}\n     - {}", "- ```\n  {}\n  ```",
    "- > {}", "- | {} |", "- # {}", "1. {}\n\n   ```\n   {}\n   ```", "see [{}](#{})", "[x](#step-2)",
    "(see step 3)", "Always:", "Never:",
)  # fmt: skip

_TOML_VALUES = (
    "1" * 5000, "-9223372036854775809", "1e400", "nan", "-inf", "2024-02-30", "07:32:00",
    "1979-05-27T07:32:00Z", "[" * 200 + "]" * 200, "{a = {b = 1}}", "[1, 'a', {}]", "0xFFFFFFFFFFFFFFFFFFFF",
    '"\\uD800"', '"\\u0000"', "'x'", '"x"', "true", "", "[[", "'read-only'", "['Read']", "{command = 'npx'}",
    '"""\na"""',
)  # fmt: skip


def persona(chance: Random) -> bytes:
    """Return a persona: usual front matter or none, and a body in which every construct may be."""
    head = chance.choice(("", "---\nname: keeper\ndescription: Keeps it\n---\n", front_matter(chance)))
    return _encoded(head + body(chance), chance)


def headed(chance: Random) -> bytes:
    """Return a persona whose front matter is the odd part."""
    return _encoded(front_matter(chance) + "\n# Rules\n\n- Drain the oldest queue first\n", chance)


def codex(chance: Random) -> bytes:
    """Return an agent of Codex: keys, instructions in some quotes, tables."""
    quotes = chance.choice(("'''", '"""', "'", '"', '"""', "'''", ""))
    text = body(chance).replace("\0", "") if len(quotes) == 3 else sentence(chance)
    keys = [f"{_bare(chance)} = {_toml(chance)}" for _ in range(chance.randrange(4))]
    keys.insert(chance.randrange(len(keys) + 1), f"developer_instructions = {quotes}\n{text}{quotes}")
    tables = [f"[{_bare(chance)}]\n{_bare(chance)} = {_toml(chance)}" for _ in range(chance.randrange(3))]
    return _encoded("\n".join([*keys, *tables]) + chance.choice(("", "\n")), chance)


def front_matter(chance: Random) -> str:
    """Return front matter with its two fences, either of which may be wrong."""
    entries = [entry(chance) for _ in range(chance.choice((0, 1, 2, 3, 4, 6, 12)))]
    opening, closing = (chance.choice(FENCES) for _ in range(2))
    return "\n".join([opening, *entries, closing, ""])


def entry(chance: Random, depth: int = 0) -> str:
    """Return a key with a value of any kind."""
    key = (
        chance.choice(KEYS) if chance.random() > 0.02 else chance.choice(KEYS) * chance.choice((2, 200, 2000))
    )
    indent = "  " * depth
    kind = chance.randrange(12) if depth < 4 else chance.randrange(6)
    if kind < 6:
        return f"{indent}{key}: {scalar(chance)}"
    if kind < 8:
        items = (
            f"\n{indent}{chance.choice(('', '  '))}- {scalar(chance)}" for _ in range(chance.randrange(4))
        )
        return f"{indent}{key}:{''.join(items)}"
    if kind < 10:
        inner = "\n".join(entry(chance, depth + 1) for _ in range(chance.randrange(1, 4)))
        return f"{indent}{key}:{chance.choice(('', ' &a', ' !!map', ' |', ' >-', ' #'))}\n{inner}"
    if kind < 11:
        return f"{indent}{key}: {_deep(chance)}"
    return indent + chance.choice(
        ("# comment", "", "- item", "text", "...", "---", "%YAML 1.1", "\t", ": x", "?")
    )


def scalar(chance: Random) -> str:
    """Return a value: odd, plain words, or very long."""
    kind = chance.randrange(20)
    if kind < 14:
        return chance.choice(SCALARS)
    if kind < 18:
        return sentence(chance)
    if kind == 18:
        return chance.choice("1a-.:") * chance.choice((50, 400, 5000))
    return f"[{', '.join(chance.choice(SCALARS) for _ in range(chance.randrange(5)))}]"


def body(chance: Random) -> str:
    """Return a body of up to forty fragments."""
    lines = [line(chance) for _ in range(chance.choice((0, 1, 3, 8, 20, 40)))]
    return "\n".join(lines) + chance.choice(("", "\n", "\n\n"))


def line(chance: Random) -> str:
    """Return one construct, its words filled in."""
    pattern = chance.choice(LINES)
    return pattern.format(*(sentence(chance) for _ in range(4)))


def sentence(chance: Random) -> str:
    """Return a few words, so few different ones that texts of several files are alike."""
    return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(1, 7)))


def _deep(chance: Random) -> str:
    depth = chance.choice((3, 30, 70, 500, 3000))
    opening, closing = chance.choice((("[", "]"), ("{a: ", "}"), ("[{b: ", "}]"), ("- ", ""), ("[", "")))
    return opening * depth + "x" + closing * depth


def _bare(chance: Random) -> str:
    return chance.choice(
        ("name", "description", "model", "sandbox_mode", "mcp_servers.x", '"a b"', "''", "a.b.c")
    )


def _toml(chance: Random) -> str:
    return chance.choice(_TOML_VALUES)


def _encoded(text: str, chance: Random) -> bytes:
    kind = chance.randrange(40)
    if kind == 0:
        return text.encode("utf-16", "surrogatepass")
    if kind == 1:
        return text.encode("utf-8", "surrogatepass").replace(b"e", b"\xff", 1)
    if kind < 5:
        return text.replace("\n", "\r\n").encode("utf-8", "surrogatepass")
    return (chance.choice(("", "", "", "\ufeff")) + text).encode("utf-8", "surrogatepass")
