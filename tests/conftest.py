"""What every test shares: a life of its own, away from the developer's notes and settings."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


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
