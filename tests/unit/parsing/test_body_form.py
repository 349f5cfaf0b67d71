from __future__ import annotations

from personac.model.ast import ItemList, Paragraph, Quote, Verbatim, walk
from personac.parsing.body_form import form_of, section_of
from tests.unit.helpers import persona

TEXT = """\
Text **bold** `code`.

# Title

Label:
- item
  1. [x] inner

> quote

```sh
code
```
"""


def test_every_kind_of_node_comes_back() -> None:
    body = persona(TEXT).body
    assert {Paragraph, ItemList, Quote, Verbatim} <= {type(node) for node in walk(body)}
    found = section_of(form_of(body))
    assert found == body
    assert repr(found) == repr(body)
