"""A real Chromium for tests, where there is one with its driver (Debian: chromium, chromium-driver)."""

from __future__ import annotations

import shutil

import pytest

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
IN_A_BROWSER = [
    pytest.mark.skipif(
        not (BROWSER and DRIVER), reason="no Chromium with its driver here: install chromium and chromium-driver"
    ),
    pytest.mark.timeout(300),
    pytest.mark.slow,
]
