"""What every test shares: a life of its own, away from the developer's notes and settings."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SHARED = Path(__file__).resolve().parents[2] / "shared"


# A busy machine is no fault of the code: nothing is timed. In CI the same examples are tried each time, so that what
# lands does not depend on luck; on a desk they are new ones.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


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
