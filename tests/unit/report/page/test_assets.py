from __future__ import annotations

import base64
import hashlib
import re

from personac.report.page.assets import load_assets


def test_the_policy_names_the_hash_of_what_is_inlined_and_nothing_else() -> None:
    assets = load_assets()
    for directive, text in (("style-src", assets.style), ("script-src", assets.script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in assets.policy
    assert assets.policy.startswith("default-src 'none'")
    assert "unsafe" not in assets.policy


def test_the_assets_stand_inside_their_elements_and_load_nothing() -> None:
    assets = load_assets()
    assert "</" not in assets.style
    assert "</" not in assets.script
    assert "<!--" not in assets.script
    assert not re.search(r"@import|url\(|https?:", assets.style)
    assert not re.search(r"https?:|innerHTML|eval\(|fetch\(|document\.write", assets.script)
