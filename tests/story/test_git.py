"""Revisions in git as sources: found, named, and read without starting anything that a repository names."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from reader.notes.library import lasting
from reader.story.git import commit_of, commits_of, read_revision
from reader.story.locators import git_source, key_of, split_git
from reader.story.open import open_story
from reader.story.version import SourceError

BRIDGE = "The bridge opened on Monday at noon.\n\nFour hundred people came to see it.\n"
FERRY = "\nThe old ferry makes its last journey on Friday.\n"


class Repository:
    """A repository of its own, in which the first commit is of noon on a Monday, and each further one an hour later."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hour = 12
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        moment = f"2031-02-10T{self._hour:02}:00:00Z"
        who = {"NAME": "Ada Brandt", "EMAIL": "ada@ledger.example", "DATE": moment}
        names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        return subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def commit(self, subject: str, **files: str | bytes) -> str:
        """Write files, `__` in their names for a slash and `_` for a dot, and commit everything. Returns the name."""
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty-message", "-m", subject)
        self._hour += 1
        return self.git("rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    made = Repository(tmp_path / "press")
    monkeypatch.chdir(made.folder)
    return made


def fault(*named: str) -> str:
    with pytest.raises(SourceError) as raised:
        open_story(named)
    return str(raised.value)


# Names


@pytest.mark.parametrize(
    ("named", "parts"),
    [
        ("git:HEAD~2:docs/guide.md", ("HEAD~2", "docs/guide.md")),
        ("git:HEAD@{2031-02-14 09:12}:a.md", ("HEAD@{2031-02-14 09:12}", "a.md")),
        ("git:HEAD^{/fix: typo}:a:b.md", ("HEAD^{/fix: typo}", "a:b.md")),
        ("git::a.md", None),
        ("git:HEAD:", None),
        ("git:HEAD", None),
        ("git://ledger.example/a.md", ("", "")),
        ("gitter:HEAD:a.md", None),
    ],
)
def test_a_name_is_split_into_revision_and_path(named: str, parts: tuple[str, str] | None) -> None:
    if parts == ("", ""):
        assert "only addresses that begin with http:// or https:// are" in fault(named)
        return
    assert split_git(named) == parts
    if parts is not None:
        assert git_source(*parts) == named


def test_an_earlier_revision_does_not_count_in_the_key_where_the_file_is_there_too() -> None:
    earlier = f"git:{'1a' * 20}:/press/a.md"
    assert key_of(["file:/press/a.md", earlier]) == key_of(["file:/press/a.md"])
    assert key_of(["file:/press/b.md", earlier]) != key_of(["file:/press/b.md"])


# Reading


def test_two_revisions_of_a_file_are_two_versions_with_commit_and_date(repository: Repository) -> None:
    first = repository.commit("Report the bridge", bridge_md=BRIDGE)
    second = repository.commit("Add the ferry", bridge_md=BRIDGE + FERRY)
    story = open_story(["git:HEAD~1:bridge.md", "git:main:bridge.md", "bridge.md"])
    a, b, c = story.versions
    assert "ferry" not in a.text
    assert b.text == c.text
    assert [version.name for version in story.versions] == [f"bridge · {first[:7]}", f"bridge · {second[:7]}", "bridge"]
    assert [version.date for version in story.versions] == ["2031-02-10T12:00:00Z", "2031-02-10T13:00:00Z", ""]
    assert [version.title for version in story.versions] == ["Report the bridge", "Add the ferry", BRIDGE[:36]]
    assert [version.source for version in story.versions] == [
        f"git:{first[:16]}:bridge.md",
        f"git:{second[:16]}:bridge.md",
        "bridge.md",
    ]
    assert a.remarks == ()
    file = repository.folder.resolve() / "bridge.md"
    assert story.locators == (f"git:{first}:{file}", f"git:{second}:{file}", f"file:{file}")
    assert story.key == open_story(["bridge.md"]).key
    assert open_story(story.locators[:2]).versions[0].text == a.text


def test_a_path_is_meant_as_it_is_for_files(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("Report", desk__bridge_md=BRIDGE)
    monkeypatch.chdir(repository.folder / "desk")
    assert open_story(["git:HEAD:bridge.md"]).versions[0].text == BRIDGE.strip()
    assert open_story([f"git:HEAD:{repository.folder}/desk/bridge.md"]).versions[0].text == BRIDGE.strip()
    monkeypatch.chdir(tmp_path)
    assert open_story(["git:HEAD:press/desk/bridge.md"]).versions[0].text == BRIDGE.strip()
    (tmp_path / "link.md").symlink_to(repository.folder / "desk" / "bridge.md")
    assert open_story(["git:HEAD:link.md"]).versions[0].text == BRIDGE.strip()


def test_a_file_that_is_gone_with_its_folder_can_be_read_as_it_was(repository: Repository) -> None:
    repository.commit("Report", desk__news__bridge_md=BRIDGE)
    repository.git("rm", "-r", "--quiet", "desk")
    repository.commit("Remove it")
    assert open_story(["git:HEAD~1:desk/news/bridge.md"]).versions[0].text == BRIDGE.strip()


def test_a_file_with_such_a_name_is_the_file(repository: Repository) -> None:
    (repository.folder / "git:HEAD:a.md").write_text(FERRY, "utf-8")
    assert open_story(["git:HEAD:a.md"]).versions[0].text == FERRY.strip()


def test_a_revision_can_be_read_in_its_encoding_and_as_its_kind(repository: Repository) -> None:
    german = "Ein Mädchen sah die Brücke.".encode("cp1252")
    repository.commit("Report", bridge_txt=german, page_md="# Bridge\n\nOpen.\n")
    story = open_story(["git:HEAD:bridge.txt", "git:HEAD:page.md"], encoding="A=cp1252")
    assert story.versions[0].text == "Ein Mädchen sah die Brücke."
    assert story.versions[1].title == "Bridge"


def test_a_story_file_lists_revisions(repository: Repository) -> None:
    repository.commit("Report", desk__bridge_md=BRIDGE)
    repository.commit("Add the ferry", desk__bridge_md=BRIDGE + FERRY)
    listing = "versions:\n- {source: 'git:HEAD~1:bridge.md', name: First}\n- {source: bridge.md}\n"
    (repository.folder / "desk" / "story.yaml").write_text(listing, "utf-8")
    story = open_story(["desk/story.yaml"])
    assert [version.name for version in story.versions] == ["First", "bridge"]
    assert ["ferry" in version.text for version in story.versions] == [False, True]
    assert story.versions[0].source == f"git:{repository.git('rev-parse', 'HEAD~1')[:16]}:bridge.md"
    outside = listing.replace("git:HEAD~1:bridge.md", "git:HEAD:../../press/desk/bridge.md")
    (repository.folder / "desk" / "story.yaml").write_text(outside.replace("desk/", "other/"), "utf-8")
    assert "lies outside the story's folder" in fault("desk/story.yaml")


@pytest.mark.parametrize("how", ["a .git that is a file", "a common folder", "a link"])
def test_a_strangers_story_file_reaches_no_repository_elsewhere_unasked(
    repository: Repository, tmp_path: Path, how: str
) -> None:
    repository.commit("Report", bridge_md=BRIDGE)
    private = repository.folder / ".git"
    gift = Repository(tmp_path / "gift")
    gift.commit("A story for you", story_yaml="versions:\n- {source: 'git:main:bridge.md'}\n", a_md=FERRY)
    if how == "a common folder":
        (gift.folder / ".git" / "commondir").write_text(f"{private}\n", "utf-8")
    else:
        shutil.rmtree(gift.folder / ".git")
        if how == "a link":
            (gift.folder / ".git").symlink_to(private)
        else:
            (gift.folder / ".git").write_text(f"gitdir: {private}\n", "utf-8")
    assert "is kept elsewhere; if you trust it, pass --trust" in fault(str(gift.folder / "story.yaml"))
    story = open_story([str(gift.folder / "story.yaml")], trust=True)
    assert story.versions[0].text == BRIDGE.strip()


def test_the_shelf_keeps_the_commit_and_not_the_name_that_moves_on(repository: Repository) -> None:
    first = repository.commit("Report", bridge_md=BRIDGE)
    file = repository.folder.resolve() / "bridge.md"
    assert lasting(["git:HEAD:bridge.md", "bridge.md"]) == (f"git:{first}:{file}", str(file))
    assert lasting(["git:nothing:bridge.md"]) == ("git:nothing:bridge.md",)


# Histories


def test_the_commits_of_a_file_are_found_under_its_earlier_names(repository: Repository) -> None:
    repository.commit("Report", draft_md=BRIDGE)
    repository.commit("Other", other_md="Nothing to do with it.\n")
    (repository.folder / "desk").mkdir()
    repository.git("mv", "draft.md", "desk/Brücke – 2.md")
    repository.commit("Rename")
    (repository.folder / "desk" / "Brücke – 2.md").write_text(BRIDGE + FERRY, "utf-8")
    repository.commit("Add the ferry")
    found = commits_of(Path("desk/Brücke – 2.md"))
    assert [commit.subject for commit in found] == ["Report", "Rename", "Add the ferry"]
    assert [commit.path.name for commit in found] == ["draft.md", "Brücke – 2.md", "Brücke – 2.md"]
    assert [read_revision(commit).count(b"ferry") for commit in found] == [0, 0, 1]
    assert found[0].source == f"git:{found[0].sha[:16]}:draft.md"
    assert found[0].author == "Ada Brandt"
    assert open_story([found[0].source]).versions[0].text == BRIDGE.strip()


def test_settings_of_the_repository_change_nothing_in_a_history(repository: Repository) -> None:
    repository.commit("Report", desk__draft_md=BRIDGE)
    repository.git("mv", "desk/draft.md", "desk/bridge.md")
    repository.commit("Rename")
    settings = {
        "log.showRoot": "false", "diff.relative": "true", "diff.renames": "false", "color.ui": "always",
        "log.date": "relative", "format.pretty": "oneline", "core.quotePath": "true", "log.decorate": "full",
        "diff.noprefix": "true", "log.diffMerges": "on", "i18n.logOutputEncoding": "latin-1", "log.follow": "false",
    }  # fmt: skip
    for name, value in settings.items():
        repository.git("config", name, value)
    found = commits_of(repository.folder / "desk" / "bridge.md")
    assert [(commit.subject, commit.path.name) for commit in found] == [("Report", "draft.md"), ("Rename", "bridge.md")]


def test_deletions_and_merges_are_no_revisions(repository: Repository) -> None:
    repository.commit("Report", bridge_md=BRIDGE)
    repository.git("rm", "--quiet", "bridge.md")
    repository.commit("Remove it")
    repository.commit("Bring it back", bridge_md=BRIDGE)
    repository.git("switch", "--quiet", "--create", "side")
    repository.commit("Add the ferry", bridge_md=BRIDGE + FERRY)
    repository.git("switch", "--quiet", "main")
    repository.commit("Elsewhere", other_md="Another file.\n")
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side")
    subjects = [commit.subject for commit in commits_of(repository.folder / "bridge.md")]
    assert subjects == ["Report", "Bring it back", "Add the ferry"]


def test_subjects_authors_and_names_can_be_anything(repository: Repository) -> None:
    repository.commit("", bridge_md=BRIDGE)
    repository.commit("\x1b]0;x\x07 “Später” – ça va", bridge_md=BRIDGE + FERRY)
    (repository.folder / "-x\n*.md").write_text("Another text.\n", "utf-8")
    repository.commit("A name with a line break")
    first, second = commits_of(repository.folder / "bridge.md")
    assert first.subject == ""
    assert second.subject.endswith("“Später” – ça va")
    assert second.subject.isprintable()
    (odd,) = commits_of(repository.folder / "-x\n*.md")
    assert odd.path.name == "-x\n*.md"
    assert read_revision(odd).decode() == "Another text.\n"
    repository.commit("so " * 4_000, bridge_md=BRIDGE)
    assert len(commits_of(repository.folder / "bridge.md")[-1].subject) <= 200


# Bad input


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("git:nothing:bridge.md", "“nothing” is no revision in "),
        ("git:HEAD~9:bridge.md", "“HEAD~9” is no revision in "),
        ("git:HEAD..HEAD:bridge.md", "is no revision in "),
        ("git:--output=x:bridge.md", "“--output=x” is no revision in "),
        ("git:HEAD:nothing.md", "nothing.md is not in revision "),
        ("git:HEAD:desk", " is a folder, not a text file; name a file"),
        ("git:HEAD:link.md", " is a link, not a text file; name a file"),
        ("git:HEAD:../elsewhere.md", "elsewhere.md is in no git repository; check the path"),
        ("git:HEAD:../" + "x" * 300, "x is in no git repository; check the path"),
        ("git:HEAD:picture.png", "is a PNG image, not text"),
        ("git:HEAD:large.bin", "is kept by Git LFS"),
        ("git:HEAD:a\0b.md", "is not a valid path"),
        ("git:HE\0AD:bridge.md", "is no revision in "),
        ("git:HEAD", "git:HEAD does not exist; a revision in git is written git:REV:PATH"),
        ("git:HEAD:", "a revision in git is written git:REV:PATH"),
        ("git::desk/a.md", "a revision in git is written git:REV:PATH"),
    ],
)
def test_what_is_no_revision_of_a_text_is_named_in_one_sentence(repository: Repository, named: str, said: str) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(64)
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:1a\nsize 12\n"
    (repository.folder / "link.md").symlink_to("/etc/passwd")
    repository.git("add", "link.md")
    repository.commit("Report", bridge_md=BRIDGE, desk__a_md=FERRY, picture_png=png, large_bin=pointer)
    (repository.folder / "link.md").unlink()
    told = fault(named)
    assert said in told
    assert "\n" not in told
    assert told.isprintable()
    assert not (repository.folder / "x").exists()


def test_what_has_no_history_is_named_in_one_sentence(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text(BRIDGE, "utf-8")
    with pytest.raises(SourceError, match=r"outside.md is in no git repository$"):
        commits_of(tmp_path / "outside.md")
    (repository.folder / "new.md").write_text(BRIDGE, "utf-8")
    with pytest.raises(SourceError, match=r"“HEAD” is no revision in .*press"):
        commits_of(repository.folder / "new.md")
    repository.commit("Report", bridge_md=BRIDGE)
    repository.git("rm", "--cached", "--quiet", "new.md")
    (repository.folder / "newer.md").write_text(BRIDGE, "utf-8")
    with pytest.raises(SourceError, match=r"newer.md has no revision in git yet; commit it first"):
        commits_of(repository.folder / "newer.md")
    with pytest.raises(SourceError, match=r"gone.md does not exist, and git knows no revision of it"):
        commits_of(repository.folder / "gone.md")


def test_without_git_that_is_said(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit("Report", bridge_md=BRIDGE)
    monkeypatch.setenv("PATH", str(repository.folder))
    assert fault("git:HEAD:bridge.md") == "git is not installed, or cannot be started; install it to read revisions"


def test_a_repository_inside_another_that_is_bare_is_not_trusted(repository: Repository) -> None:
    """Its settings would lie among the files of the other one, and could come with them."""
    inner = repository.folder / "inner.git"
    repository.git("init", "--quiet", "--bare", str(inner))
    assert "is in no git repository" in fault(f"git:HEAD:{inner}/bridge.md")


def planted(repository: Repository, path: Path) -> str:
    """A program that leaves a trace when it is started. Returns its name."""
    path.write_text(f"#!/bin/sh\necho started >> '{repository.folder.parent}/trace'\ncat\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def settings_of_an_enemy(program: str) -> Sequence[tuple[str, str]]:
    return (
        ("core.pager", program), ("pager.log", program), ("core.fsmonitor", program), ("core.editor", program),
        ("diff.external", program), ("diff.evil.command", program), ("diff.evil.textconv", program),
        ("filter.evil.smudge", program), ("filter.evil.clean", program), ("gpg.program", program),
        ("gpg.ssh.program", program), ("log.showSignature", "true"), ("core.sshCommand", program),
        ("alias.log", f"!{program}"), ("alias.ls-tree", f"!{program}"), ("credential.helper", f"!{program}"),
        ("remote.origin.url", f"ext::{program}"), ("remote.origin.promisor", "true"),
        ("extensions.partialClone", "origin"), ("protocol.ext.allow", "always"), ("core.askPass", program),
        ("uploadpack.packObjectsHook", program), ("interactive.diffFilter", program),
    )  # fmt: skip


def test_nothing_that_a_repository_names_is_started(repository: Repository) -> None:
    repository.commit("Report", bridge_md=BRIDGE, _gitattributes="*.md diff=evil filter=evil\n")
    signed = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n"
    said = repository.git("cat-file", "commit", "HEAD")
    head, _, body = said.partition("\n\n")
    (repository.folder.parent / "commit").write_text(f"{head}\n{signed}\n{body}", "utf-8")
    sha = repository.git("hash-object", "-t", "commit", "-w", str(repository.folder.parent / "commit")).strip()
    repository.git("update-ref", "HEAD", sha)
    repository.commit("Add the ferry", bridge_md=BRIDGE + FERRY)
    program = planted(repository, repository.folder / "evil.sh")
    for hook in ("post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman", "post-index-change"):
        planted(repository, repository.folder / ".git" / "hooks" / hook)
    for name, value in settings_of_an_enemy(program):
        repository.git("config", name, value)
    blob = subprocess.run(
        ["git", "rev-parse", "HEAD:bridge.md"], cwd=repository.folder, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert len(commits_of(repository.folder / "bridge.md")) == 2
    assert open_story(["git:HEAD:bridge.md"]).versions[0].text == (BRIDGE + FERRY).strip()
    loose = repository.folder / ".git" / "objects" / blob[:2] / blob[2:]
    loose.unlink()  # as if it had to be fetched from where the repository came from
    assert "cannot be read: git says" in fault("git:HEAD:bridge.md")
    assert not (repository.folder.parent / "trace").exists()
    repository.git("log", "-2")
    assert (repository.folder.parent / "trace").exists()  # the traps were set


def test_the_environment_of_a_git_that_started_us_does_not_lead_elsewhere(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("Report", bridge_md=BRIDGE)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", "/nowhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert commit_of("HEAD", repository.folder / "bridge.md").subject == "Report"


@pytest.mark.slow
def test_a_git_that_never_ends_or_never_stops_talking_is_ended(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("Report", bridge_md=BRIDGE)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "git").write_text("#!/bin/sh\nyes | tr -d '\\n'\n", "utf-8")
    (tools / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    assert "is in no git repository" in fault("git:HEAD:bridge.md")
