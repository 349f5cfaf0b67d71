"""`personac review`, and `personac review decide`."""

from __future__ import annotations

import json
import os
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from personac.building.request import Request
from personac.cli.build_selection import DECISIONS, FOLLOW_LINKS, LARGE, RULES, SOURCES, Option
from personac.cli.completed_subjects import complete_item
from personac.cli.console import Console, console_options, grouped_options, in_project, not_empty

if TYPE_CHECKING:
    from personac.building.project import Project
    from personac.review.session import Answer, Session

_DECIDE = "decide"
_REVIEWER = "PERSONAC_REVIEWER"
_VERBS = ("same", "different", "both", "accept", "use", "edit", "drop", "move", "confirm", "set")


class ReviewOptions(NamedTuple):
    """The options of `personac review` that are about what to review and how."""

    persona: str = ""
    by: str = ""
    lists: bool = False
    form: str = "text"
    minutes: float | None = None
    imports: bool = False
    schema: bool = False
    port: int = 0
    browser: bool = True


class DecideOptions(NamedTuple):
    """What to answer about which item."""

    key: str
    verb: Any
    member: str = ""
    text: str = ""
    section: str = ""
    reason: str = ""
    value: str | None = None


class _WithDecide(click.Command):
    """A command whose first argument may be the name of another one, with its own options."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> click.Context:
        """Return the context of the command that is called."""
        if args[:1] == [_DECIDE]:
            return decide.make_context(f"{info_name} {_DECIDE}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


_sources: tuple[Option, ...] = (
    RULES,
    DECISIONS,
    click.option(
        "--name", default="", callback=not_empty,
        help="Name of the agent, as of the build.  [default: what the sources share]",
    ),
    LARGE,
    FOLLOW_LINKS,
)  # fmt: skip
_by: Option = click.option(
    "--by", default="", callback=not_empty, metavar="NAME",
    help=f"Who decides, as file names have it.  [default: ${_REVIEWER}, or the login name]",
)  # fmt: skip


@click.command("review", cls=_WithDecide)
@in_project
@grouped_options(
    {"request": Request, "options": ReviewOptions},
    SOURCES,
    click.option("--list", "lists", is_flag=True, help="Print the queue, and start no page."),
    click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
        help="How to print the queue: text without what is decided, or all as JSON.",
    ),
    click.option(
        "--for", "persona", default="", callback=not_empty, metavar="PERSONA",
        help="Only items with bullets of this persona.",
    ),
    click.option(
        "--minutes", type=click.FloatRange(min=0, min_open=True), metavar="N",
        help="Print what averts most loss in this time, and what remains unread.",
    ),
    _by,
    click.option(
        "--import-rules", "imports", is_flag=True,
        help="Write the links of the rules as decisions; the rules keep working.",
    ),
    click.option("--schema", is_flag=True, help="Print the JSON Schema of the queue as JSON."),
    click.option(
        "--port", type=click.IntRange(0, 65535), default=0, help="Port of the page.  [default: a free one]"
    ),
    click.option(
        "--no-browser", "browser", is_flag=True, flag_value=False, default=True,
        help="Print the link to the page, and open no browser.",
    ),
    *_sources,
)  # fmt: skip
@console_options
def command(request: Request, options: ReviewOptions, *, console: Console, project: Project) -> None:
    """Decide about what was merged, once: in the browser, in a terminal or in a script.

    SOURCE is what `personac build` takes: files, folders, or a group of personac.toml. Each answer is a file
    in decisions/, which every later build follows. The page needs the extra `review`; --list and `personac
    review decide KEY ANSWER` do without it (see `personac review decide --help`).

    \b
    Examples:
      personac review                       # in the browser
      personac review --list                # what is to decide, the most important first
      personac review --list --minutes 10   # what to decide in ten minutes
      personac review decide 0f3a9c21b7de same
      personac review --import-rules
    """
    if options.schema:
        from personac.review.queue_listing import listing_schema

        console.result(listing_schema(), "json")
        return
    with console.errors_printed(), console.progress():
        session = _session(request, options, project)
        if options.imports:
            _import(session, console)
        elif options.lists or options.minutes is not None:
            _list(session, options, console)
        else:
            _serve(session, options, console)


@click.command(_DECIDE)
@in_project
@grouped_options(
    {"request": Request, "options": DecideOptions},
    click.argument("key", shell_complete=complete_item),
    click.argument("verb", type=click.Choice(_VERBS), metavar=f"[{'|'.join(_VERBS)}]"),
    SOURCES,
    click.option("--member", default="", callback=not_empty, metavar="ID", help="The bullet that is meant."),
    click.option("--text", default="", callback=not_empty, help="The text, for edit."),
    click.option(
        "--section", default="", callback=not_empty, metavar='"A > B"', help="The section, for move."
    ),
    click.option("--reason", default="", callback=not_empty, help="Why; drop requires it."),
    click.option("--value", metavar="JSON", help="The value of a key, for set; without it the key goes."),
    *_sources,
)  # fmt: skip
@_by
@console_options
def decide(request: Request, options: DecideOptions, *, by: str, console: Console, project: Project) -> None:
    """Answer one item of the review, and write the decision.

    KEY is what `personac review --list` prints. The answers: accept, as the build has it; same, one line;
    different, the --member is a line of its own; both, every bullet is a line; use, the wording of --member
    (in a contradiction its side, with a --reason); edit, the line gets --text; drop, the line goes; move, to
    --section; confirm, an earlier decision fits still; set, a key of the front matter gets --value.

    \b
    Examples:
      personac review decide 0f3a9c21b7de accept
      personac review decide 0f3a9c21b7de different --member backend:3f2a9c1b
      personac review decide 0f3a9c21b7de drop --reason "the linter does this"
      personac review decide 9b1d22c07a44 set --value '["Read", "Grep"]'
    """
    with console.errors_printed(), console.progress():
        session = _session(request, ReviewOptions(by=by), project)
        session.decide(options.key, _answer(options))
        console.note(f"{options.key}: {session.snapshot().undo}")


def _answer(options: DecideOptions) -> Answer:
    from personac.review.session import Answer

    section = tuple(part.strip() for part in options.section.split(">")) if options.section else ()
    value = None if options.value is None else _json(options.value)
    return Answer(options.verb, options.member, options.text, section, options.reason, value)


def _json(text: str) -> object:
    """Return a value as JSON, or the text itself where it is none: a word needs no quotes."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _session(request: Request, options: ReviewOptions, project: Project) -> Session:
    """Return the session of the one agent that is named. Raises `PersonacError`."""
    from personac.building.live_build import LiveBuild
    from personac.building.output_folders import all_requests
    from personac.review.session import Session

    requests = all_requests(request._replace(output=project.output), project, each=False)
    if len(requests) > 1:
        message = f"name one of the groups: {', '.join(sorted(project.groups))}"
        raise click.UsageError(message)
    session = Session(LiveBuild(requests[0]), _reviewer(options.by), options.persona)
    if options.persona:
        known = [row.id for row in session.snapshot().report.personas]
        if options.persona not in known:
            message = f"there is no persona {options.persona!r}; there are {', '.join(known)}"
            raise click.BadParameter(message, param_hint="'--for'")
    return session


def _reviewer(named: str) -> str:
    """Return the name of the reviewer; a login name is made one."""
    import getpass

    from personac.model.decision_format import REVIEWER

    given = named or os.environ.get(_REVIEWER, "")
    if given and not REVIEWER.fullmatch(given):
        message = f"{given!r} is no name of a reviewer: small letters, digits and -, as in ada"
        raise click.BadParameter(message, param_hint=f"'--by' or {_REVIEWER}")
    slug = re.sub(r"[^a-z0-9]+", "-", getpass.getuser().lower()).strip("-")
    return given or slug[:39].strip("-") or "reviewer"


def _list(session: Session, options: ReviewOptions, console: Console) -> None:
    from personac.review.pacing import packed
    from personac.review.queue_listing import Listing

    report = session.snapshot().report
    listing = Listing(report, report.review)
    if options.minutes is not None:
        sitting = packed(report, options.minutes)
        listing = Listing(report, sitting.chosen, sitting.remains)
    console.result(listing.as_json() if options.form == "json" else listing.as_text(), options.form)


def _import(session: Session, console: Console) -> None:
    from personac.report.safe_text import count

    imported = session.import_rules()
    for line in imported.skipped:
        console.note(f"{line}: not imported")
    console.note(f"{count(len(imported.changes), 'decision')} written; the rules keep working")


def _serve(session: Session, options: ReviewOptions, console: Console) -> None:
    """Serve the page. Raises `PersonacError` without the extra, or where the port is taken."""
    from personac.diagnostics.diagnostic import INSTALL_EXTRA, Diagnostic, PersonacError
    from personac.diagnostics.output_kinds import MISSING_EXTRA

    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        hint = f"{INSTALL_EXTRA.format('review')}; or use --list and decide"
        raise PersonacError(Diagnostic(MISSING_EXTRA, "", 0, 0, "the page needs starlette and uvicorn", hint))
    from personac.review.web.server import serve

    serve(session, options.port, open_browser=options.browser, notify=console.note)
