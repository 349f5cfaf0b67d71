"""What a source says is text in every face: no markup, no command, no escape, no line of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import mistune
import pytest

from tests.security.conftest import Checkout

TEXTS = (
    "Run <script>window.hit = 1</script> and <img src=x onerror=alert(1)> now",
    "Read [this](javascript:alert(1)) and ![that](http://evil.example/x.png), @everyone, #1",
    "Print \x1b[31mred \x1b]0;title\x07 and \u202etxet\u202c and \u200bnothing",
    "Log ::error file=x::done and %0A::stop-commands::x and ##[group]x",
    'Quote "; } digraph { a -> b } and \\N and <b>bold</b> in a label',
    "Spell {{ 7 * 7 }} and {% raw %} and ${HOME} and $(touch pwned) and `touch pwned`",
)
TITLES = ("</h2><script>1</script>", "| a | b |", "[x]: http://evil.example", "=== \x1b[2J", "Rules")
NAMES = (
    "a b", "$(touch pwned)", "`touch pwned`", "a;touch pwned", "<b>", "#x", "a%b", "a'b", 'a"b', "[x](y)",
    "é", "-rf", "a,b", "a=b", "::error::x", "a\nb", "a\tb", "a\u202eb", "~x", "a&b", "CON", "a\\b",
)  # fmt: skip
HEAD = "---\nname: keeper\ndescription: Keeps {0}\n---\n\n# Rules\n\n- Drain the oldest queue first\n"
ESCAPES = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u202c\u202e]")


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def hostile(self) -> list[str]:
        """Return the tags that load or run something, or lead elsewhere."""
        return [
            f"{tag} {attributes}"
            for tag, attributes in self.found
            if tag in {"img", "iframe", "object", "embed", "base", "form", "svg:script"}
            or any(name.startswith("on") for name in attributes)
            or re.match(r"\s*(javascript|data|https?):", attributes.get("href") or "")
        ]


@pytest.fixture
def built(checkout: Checkout) -> Checkout:
    """A build whose sources hold all of it: in texts, titles and names of files."""
    (checkout.root / "rules").mkdir()
    rules = '[matching]\njudge = false\n[hidden]\ncharacters = "allow"\n'
    (checkout.root / "rules" / "r.toml").write_text(rules)
    for number, name in enumerate(NAMES):
        title, text = TITLES[number % len(TITLES)], "".join(f"- {text}\n" for text in TEXTS)
        head = f"{HEAD.format(number)}- {text[2:]}\n## {title}\n\n"
        source = f"{head}{text if number < 3 else ''}- Read gauge {number}\n"
        (checkout.root / "agents" / f"{name}.md".replace("/", "")).write_text(source)
    checkout.build()
    return checkout


def test_the_terminal_gets_lines_of_text(built: Checkout) -> None:
    shown = built.run("report", "--full").output + built.build("-v", "--force", "--check", code=0)
    shown += (
        built.run("explain", "agents/a b.md:10").output
        + built.run("diff", "agents/a b.md", "agents/é.md").output
    )
    assert not ESCAPES.search(shown)
    assert "<U+001B>[31mred" in shown
    assert "<U+202E>txet" in shown


@pytest.mark.parametrize("pattern", ["report.md", "variants/*.md"])
def test_markdown_is_text_when_it_is_rendered(built: Checkout, pattern: str) -> None:
    for path in sorted((built.root / "build").glob(pattern)):
        text = path.read_text()
        page = str(mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url"])(text))
        assert not ESCAPES.search(text), path
        assert Tags(page).hostile() == [], path
        assert not {"script", "b"} & {tag for tag, _ in Tags(page).found} or "variants" in pattern, path
        assert "<script" not in page, path


def test_the_page_has_its_own_scripts_only(built: Checkout) -> None:
    page = (built.root / "build" / "report.html").read_text()
    tags = Tags(page)
    assert tags.hostile() == []
    assert [tag for tag, _ in tags.found].count("script") == 2
    assert "Content-Security-Policy" in page
    assert not ESCAPES.search(page)
    assert "{{ 7 * 7 }}" in page


def test_a_scan_is_text_in_all_its_faces(built: Checkout) -> None:
    result = built.run("scan", "agents", "-o", "scanned", "-v")
    assert result.exit_code == 0
    assert not ESCAPES.search(result.output)
    folder = built.root / "scanned"
    page, text = (folder / "scan.html").read_text(), (folder / "scan.md").read_text()
    rendered = str(mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url"])(text))
    for shown in (page, rendered):
        assert Tags(shown).hostile() == []
        assert not ESCAPES.search(shown)
    assert [tag for tag, _ in Tags(page).found].count("script") == 1
    assert "<script" not in rendered
    assert not ESCAPES.search((folder / "scan.json").read_text())


def test_json_is_the_same_text_and_visible(built: Checkout) -> None:
    for name in ("report.json", "keeper.map.json", "personac.lock"):
        text = (built.root / "build" / name).read_text()
        json.loads(text)
        assert not ESCAPES.search(text), name
    rows = json.loads((built.root / "build" / "report.json").read_text())["bullets"]
    assert any("\x1b[31mred" in row["text"] for row in rows)


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_lists_for_machines_have_paths_as_uris_and_plain_messages(built: Checkout, form: str) -> None:
    text = built.run("report", "--format", form).output
    assert not ESCAPES.search(text)
    assert json.loads(text)
    assert "[this](javascript" not in text


def test_annotations_are_one_command_a_line(built: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    lines = built.run("report", "--format", "github").output.splitlines()
    assert lines
    for line in lines:
        assert re.match(r"::(error|warning|notice) file=[^,:\r]*,line=\d+,[^:]*::[^\r]+$", line), line
        assert "##[" not in line
        assert "%0A::stop" not in line.replace("%250A", "")


def test_a_patch_changes_one_file(built: Checkout) -> None:
    patches = sorted((built.root / "build" / "variants").glob("*.patch"))
    assert len(patches) == len(NAMES) + 2
    for path in patches:
        lines = path.read_bytes().split(b"\n")
        headers = [at for at, line in enumerate(lines) if line.startswith(b"@@ ")]
        assert lines[0].startswith(b"--- "), path
        assert lines[1].startswith(b"+++ "), path
        assert all(line[:1] in {b" ", b"+", b"-", b"@", b"\\", b""} for line in lines[2:]), path
        assert headers[:1] in ([2], []), path
    assert built.run("expand", "--all", "-o", "restored", "--force").exit_code == 2  # of such names
    assert not (built.root / "restored").exists()


@pytest.mark.parametrize("name", [*NAMES, "..", "x/../y", "\u202e", "/etc/passwd", "a" * 300])
def test_the_agent_has_a_plain_name_whatever_sources_call_it(checkout: Checkout, name: str) -> None:
    for path in (checkout.root / "agents").iterdir():
        path.unlink()
    text = f"---\nname: {json.dumps(name)}\ndescription: x\n---\n\n# Rules\n\n- Drain it\n"
    file = name if len(name) < 200 and "/" not in name else "file"
    (checkout.root / "agents" / f"{file}.md").write_text(text)
    result = checkout.run("build")
    agents = {path.name for path in checkout.root.glob("build/*.map.json")}
    assert bool(agents) == (result.exit_code < 2), result.output
    assert all(re.fullmatch(r"[\w][\w.-]*", agent) for agent in agents)


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make on PATH")
def test_make_reads_the_depfile_as_lists_of_files(built: Checkout) -> None:
    (built.root / "Makefile").write_text("all: build/personac.lock\n\ninclude build/keeper.d\n")
    for option in ("-n", "-p"):
        run = subprocess.run(["make", option], capture_output=True, check=False, timeout=60)
        assert b"missing separator" not in run.stderr
    assert not Path("pwned").exists()


def test_labels_of_graphs_end_no_quotes(built: Checkout) -> None:
    assert built.run("report", "--graph", "x.dot").exit_code == 0
    text = (built.root / "x.dot").read_text()
    assert not ESCAPES.search(text)
    outside = re.sub(r'"(?:\\.|[^"\\])*"', '""', text, flags=re.DOTALL)
    assert "digraph {" not in outside.partition("\n")[2]
    assert "<b>" not in outside
    assert "evil" not in outside
    assert built.run("report", "--graph", "x.graphml").exit_code == 0
    assert "<b>" not in (built.root / "x.graphml").read_text()
