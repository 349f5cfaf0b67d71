"""The JSON Schema of report.json as the file that ships with the package.

To write it anew: personac report --schema > src/personac/report/report.schema.json
"""

from __future__ import annotations

import json

from personac.report.model import report_schema

SCHEMA_FILE = "report.schema.json"


def schema_text() -> str:
    """Return the schema as text; the file beside this module holds the same."""
    return json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n"
