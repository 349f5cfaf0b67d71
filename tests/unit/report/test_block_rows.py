from __future__ import annotations

from personac.report.block_rows import block_rows
from tests.unit.helpers import compiled

TEXT = """# Title

- An item

  ```sh
  make
  ```

## Part

> Quoted

| a | b |
| - | - |
| 1 | 2 |

![](x.png)

---
"""


def test_blocks_are_listed_with_what_they_are() -> None:
    rows = block_rows(compiled({"b.md": TEXT, "a.md": "```sh\nmake\n```\n"}))
    assert [(row.persona, row.line, row.end_line, row.section, row.text) for row in rows] == [
        ("a", 1, 3, (), "code of 3 lines: ```sh"),
        ("b", 5, 7, ("Title",), "code of 3 lines: ```sh"),
        ("b", 11, 11, ("Title", "Part"), "quote: > Quoted"),
        ("b", 13, 15, ("Title", "Part"), "table of 3 lines: | a | b |"),
        ("b", 17, 17, ("Title", "Part"), "paragraph: ![](x.png)"),
    ]
    assert rows[0].digest == rows[1].digest
    assert len({row.digest for row in rows}) == 4
