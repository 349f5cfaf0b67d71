"""Write the graph of a report, in the form that the file's name asks for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import MISSING_EXTRA
from personac.paths import display_path
from personac.report.model import Report
from personac.storage.file_writer import write_file

_RENDERERS = {
    ".dot": ("personac.report.dot", "render_dot"),
    ".graphml": ("personac.report.graph", "render_graphml"),
    ".svg": ("personac.report.picture", "render_svg"),
}
GRAPH_SUFFIXES = tuple(_RENDERERS)


def write_graph(report: Report, path: Path) -> str:
    """Write the graph whole or not at all; return what to say. Raises `PersonacError`.

    The suffix is one of `GRAPH_SUFFIXES`.
    """
    module, name = _RENDERERS[path.suffix.lower()]
    try:
        render = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        message = f"needs the package {error.name}, which is not installed"
        hint = "pip install 'personac[graph]', or write .graphml, which needs nothing more"
        raise PersonacError(Diagnostic(MISSING_EXTRA, display_path(path), 0, 0, message, hint)) from None
    write_file(path, str(render(report)).encode("utf-8"))
    return f"{display_path(path)}: written"
