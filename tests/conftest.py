"""What every test shares: a life of its own, away from the developer's notes and settings."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import BROWSER, DRIVER

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

ROOT = Path(__file__).resolve().parents[1]


# A busy machine is no fault of the code, so nothing is timed. On a desk, Hypothesis tries a few new examples each time.
# In CI it tries more, and always the same ones, so that luck does not decide what lands.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, max_examples=100)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    # Without compiled modules, each of the many processes that tests start compiles the program again. They go into a
    # folder of their own, as the environment asks for none beside the sources.
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / ".pytest_cache" / "compiled"))


def pytest_xdist_auto_num_workers() -> int:
    """How many workers `-n auto` means: half of the suite's time is waiting, for terminals and for child processes."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is slow
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark cases of a test as slow beyond the first few, as many as its mark `default_cases` says."""
    seen: Counter[tuple[Path, str]] = Counter()
    for item in items:
        mark = item.get_closest_marker("default_cases")
        if mark is not None:
            test = (item.path, getattr(item, "originalname", item.name))
            seen[test] += 1
            if seen[test] > mark.args[0]:
                item.add_marker("slow")


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Notes, settings and themes lie in a folder of the test's own. Returns that folder."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("DIPTYCH_DATA", str(folder / "data"))
    monkeypatch.setenv("DIPTYCH_CONFIG", str(folder / "config.yaml"))
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    """The browser, without a window, with its logs; for tests that are marked `IN_A_BROWSER`."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService  # a third of a second, for few

    options = ChromeOptions()
    options.binary_location = BROWSER or ""
    for argument in ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses its sandbox to the superuser
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=ChromeService(DRIVER))
    yield driver
    driver.quit()
