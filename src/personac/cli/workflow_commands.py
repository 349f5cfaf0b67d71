"""Text of sources in the log of a GitHub workflow, whose runner obeys commands that it finds there.

The runner reads what a step prints: a line that begins with `::name`, white space aside, is a command, and so
is `##[name]` anywhere in a line. A diff, a finding or a report prints what a stranger wrote. So a backslash
goes before such a `::` and such a bracket; in JSON and HTML the bracket becomes an escape of that meaning.
A file that stdout or stderr is sent to is no log, and gets the text as it is.
"""

from __future__ import annotations

import os
import re
import stat
from typing import IO

_COMMAND = r"(?P<before>(?:\A|[\r\n])[^\S\r\n]*)(?=::)"
_OLD_COMMAND = "##["
_OLD_ESCAPED = {
    "json": r"##\u005b",
    "sarif": r"##\u005b",
    "gitlab": r"##\u005b",
    "html": "##&#91;",
}
_OWN = "github"  # the format whose lines are commands, with the data escaped


def for_log(text: str, stream: IO[str], form: str = "text") -> str:
    """Return `text` as it may be printed to `stream`; `form` is its format."""
    return neutral(text, form) if is_workflow_log(stream) else text


def neutral(text: str, form: str = "text") -> str:
    """Return `text` without anything that a runner obeys, except the commands of the format `github`."""
    if form != _OWN and "::" in text:
        text = re.sub(_COMMAND, r"\g<before>\\", text)
    return text.replace(_OLD_COMMAND, _OLD_ESCAPED.get(form, r"##\["))


def is_workflow_log(stream: IO[str]) -> bool:
    """Return whether a runner reads `stream`: inside of a workflow it is all that is no regular file."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return False
    try:
        return not stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):  # a stream without a file
        return True
