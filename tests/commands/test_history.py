"""`diptych history`: the copies of a page in a row, with what changed, and any two of them beside each other."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.cli import main
from reader.commands import history
from reader.commands.table import COMMANDS, command_parser
from reader.notes.files import copies_folder, write_whole
from reader.notes.sources import web_with_copies
from reader.report import Console, Report
from reader.story.open import open_story
from reader.story.web.copies import Copies, Fetched
from tests.story.server import Answer, answer, served
from tests.story.test_articles import BLOG, SECOND, THIRD
from tests.story.test_git import Repository, fault
from tests.story.test_html import LONG, p

Run = Callable[..., tuple[int, str, str]]
PAGE = "http://ledger.example/bridge"
MONDAY = datetime(2031, 2, 10, 12, tzinfo=UTC)
NOON = "The bridge opened on Monday at noon, and four hundred people came to see it."
TWO = "The bridge opened on Monday at two, and four hundred people came to see it."
FERRY = "The old ferry makes its last journey on Friday, with the captain who has steered it for thirty years."
CART = "A cart fell into the river when the rail gave way, and its driver swam ashore."


def page(*paragraphs: str, title: str = "Bridge opens", comment: str = "") -> str:
    """A page in Markdown, which needs no other process to be read."""
    return "\n\n".join([f"# {title}", *paragraphs, FERRY, comment])


def in_html(text: str) -> str:
    title, *paragraphs = (part.removeprefix("# ") for part in text.strip().split("\n\n"))
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


PAGES = (
    page(NOON),
    page(TWO),
    page(TWO, comment="<!-- another advertisement -->"),
    page(TWO, title="Bridge opens late"),
    page(TWO, CART, title="Bridge opens late"),
)


def keep(*pages: str | bytes, media_type: str = "text/markdown") -> None:
    """Keep copies of a page, one a day from Monday on."""
    copies = Copies(copies_folder(), write_whole)
    for number, text in enumerate(pages):
        data = text if isinstance(text, bytes) else text.encode()
        fetched = Fetched(address=PAGE, final=PAGE, data=data, media_type=media_type, charset="utf-8")
        copies.keep(fetched, MONDAY + timedelta(days=number))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["history", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return called


def report_of(*arguments: str) -> Report:
    command = next(command for command in COMMANDS if command.name == "history")
    console = Console(say=lambda _: None, progress=lambda _, __: None)
    return history.run(command_parser(command).parse_args(arguments), console)


def test_copies_are_listed_with_dates_sizes_of_change_and_headlines(run: Run) -> None:
    keep(*PAGES)
    status, out, err = run(PAGE)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "Bridge opens",
        "1  2031-02-10 12:00 UTC  36 words",
        "2  2031-02-11 12:00 UTC  +1 -1 words   unchanged until 2031-02-12 12:00 UTC",
        "4  2031-02-13 12:00 UTC  +1 -0 words",
        "   headline: “Bridge opens” -> “Bridge opens late”",
        "5  2031-02-14 12:00 UTC  +16 -0 words",
    ]


def test_small_changes_and_all_but_headlines_can_be_hidden(run: Run) -> None:
    keep(*PAGES)
    shown = [line.split()[0] for line in run(PAGE, "--least", "3")[1].splitlines()[1:]]
    assert shown == ["1", "4", "headline:", "5", "1"]
    out = run(PAGE, "--headlines")[1]
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["1", "4", "headline:", "2"]
    assert out.endswith("\n2 changes of the text alone are not listed\n")


def test_a_text_that_did_not_change_is_no_change_that_is_not_listed(run: Run) -> None:
    after = TWO.replace("people", "guests")
    keep(
        page(NOON),
        page(TWO),
        page(TWO, comment="<!-- 1 -->"),
        page(after),
        page(after, comment="<!-- 2 -->"),
        page(NOON),
    )
    out = run(PAGE, "--least", "3")[1]
    assert out.endswith("unchanged until 2031-02-15 12:00 UTC\n2 smaller changes are not listed\n")


def test_if_all_of_the_latest_changes_are_small_that_is_said(run: Run) -> None:
    keep(*PAGES[:2])
    status, out, _ = run(PAGE, "--last", "1", "--least", "3")
    assert (status, out) == (0, f"{PAGE}\n1 smaller change is not listed\n")


def test_only_the_latest_are_listed_if_there_are_many_and_that_is_said(run: Run) -> None:
    keep(*PAGES)
    status, out, err = run(PAGE, "--last", "2")
    assert status == 0
    assert out.splitlines()[1:] == [
        "4  2031-02-13 12:00 UTC  +1 -0 words",
        "   headline: “Bridge opens” -> “Bridge opens late”",
        "5  2031-02-14 12:00 UTC  +16 -0 words",
    ]
    assert err == "diptych: the latest 2 of 5 are listed; --last 5 lists all\n"


def test_the_same_as_json(run: Run) -> None:
    keep(*PAGES)
    told = json.loads(run(PAGE, "--format", "json")[1])
    assert (told["format"], told["source"]) == ("diptych/history@1", PAGE)
    assert [row["number"] for row in told["revisions"]] == [1, 2, 4, 5]
    assert told["revisions"][0] == {
        "number": 1,
        "moment": "2031-02-10T12:00:00Z",
        "source": f"{PAGE}#2031-02-10T12:00:00Z",
        "title": "Bridge opens",
        "words": 36,
        "added": None,
        "removed": None,
        "headline": None,
        "again": [],
    }
    assert told["revisions"][1]["again"] == ["2031-02-12T12:00:00Z"]
    assert told["revisions"][2]["headline"] == {"from": "Bridge opens", "to": "Bridge opens late"}


def test_only_what_changed_between_two_dates_is_printed(run: Run) -> None:
    keep(*PAGES)
    status, out, _ = run(PAGE, "--from", "2031-02-12", "--to", "2031-02-14")
    assert status == 0
    assert out == (
        "2031-02-11 12:00 UTC -> 2031-02-14 12:00 UTC: +17 -0 words\n"
        "headline: “Bridge opens” -> “Bridge opens late”\n\n"
        "Bridge opens{++ late++}\n\n"
        f"{{++{CART}++}}\n"
    )
    out = run(PAGE, "--to", "2031-02-11")[1]
    assert "at {~~noon~>two~~}, and four hundred people" in out
    assert CART not in out
    assert FERRY not in out


def test_what_changed_can_be_narrowed_too(run: Run) -> None:
    keep(*PAGES)
    out = run(PAGE, "--from", "2031", "--least", "3")[1]
    assert out.split("\n\n")[1:] == [f"{{++{CART}++}}\n"]
    assert run(PAGE, "--from", "2031", "--headlines")[1].count("\n") == 2
    told = json.loads(run(PAGE, "--from", "2031", "--format", "json")[1])
    assert (told["from"]["moment"], told["to"]["moment"]) == ("2031-02-10T12:00:00Z", "2031-02-14T12:00:00Z")
    assert (told["added"], told["removed"], len(told["changes"])) == (18, 1, 3)


def test_between_dates_with_one_text_nothing_changed(run: Run) -> None:
    keep(*PAGES)
    status, out, _ = run(PAGE, "--from", "2031-02-20", "--to", "2031-02-25")
    assert (status, out) == (0, "2031-02-14 12:00 UTC: one text, nothing changed between these dates\n")


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        (["--open"], (3, 4)),
        (["--open", "2"], (0, 1)),
        (["--open", "1"], (0, 1)),
        (["--open", "5", "1"], (4, 0)),
        (["--open", "--from", "2031-02-11", "--to", "2031-02-12"], (0, 2)),
    ],
)
def test_two_of_them_are_opened_side_by_side(arguments: list[str], numbers: tuple[int, int]) -> None:
    keep(*PAGES)
    moments = [f"2031-02-{10 + number}T12:00:00Z" for number in numbers]
    assert report_of(PAGE, *arguments).read == [f"{PAGE}#{moment}" for moment in moments]


def test_encoding_and_language_are_passed_on_to_reading() -> None:
    keep(*PAGES)
    read = report_of(PAGE, "--open", "--encoding", "cp1252", "--language", "de").read
    assert read[:2] == ["--encoding=cp1252", "--language=de"]


def test_reading_goes_on_as_if_the_two_had_been_named(run: Run) -> None:
    keep(*PAGES)
    status, out, err = run(PAGE, "--open")
    assert (status, out) == (2, "")
    assert "is no terminal" in err  # what `diptych A B` says here


def test_fresh_fetches_once_more_first(run: Run) -> None:
    with served({"/a": answer(PAGES[0], media_type="text/markdown")}) as server:
        address = server.url("/a")
        assert run(address) == (2, "", f"diptych: no copy of {address} is kept yet; add --fresh to fetch it\n")
        assert run(address, "--fresh")[0] == 0
        server.answers["/a"] = answer(PAGES[4], media_type="text/markdown")
        out = run(address, "--fresh")[1]
        assert [line.split()[0] for line in out.splitlines()[1:]] == ["1", "2", "headline:"]
        server.answers["/a"] = answer("", status="500 Oops")
        status, again, err = run(address, "--fresh")
        assert (status, again) == (0, out)
        assert "has a problem of its own (500)" in err
        assert len(server.requests) == 3


@pytest.mark.slow
def test_pages_in_html_are_read_as_articles(run: Run) -> None:
    menu = in_html(PAGES[4]).replace("<body>", "<body><nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav>")
    keep(*map(in_html, PAGES), menu, media_type="text/html")
    out = run(PAGE)[1]
    assert "5  2031-02-14 12:00 UTC  +16 -0 words  unchanged until 2031-02-15 12:00 UTC\n" in out
    assert "   headline: “Bridge opens” -> “Bridge opens late”" in out


@pytest.mark.slow
def test_one_article_of_a_page_has_a_history_too(run: Run) -> None:
    def blog(second: tuple[str, ...]) -> str:
        return BLOG.format(first=p(*LONG), second=p(*second), third=p(*THIRD), comment="")

    keep(blog(SECOND), blog((*SECOND, CART)), media_type="text/html")
    assert "+16 -0 words" in run(f"{PAGE}#article=2")[1]
    assert "unchanged until" in run(f"{PAGE}#article=1")[1]
    assert report_of(f"{PAGE}#article=2", "--open").read[1] == f"{PAGE}#article=2#2031-02-11T12:00:00Z"


# Files in git


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    made = Repository(tmp_path / "press")
    monkeypatch.chdir(made.folder)
    return made


def test_the_revisions_of_a_file_are_listed_with_their_commits(run: Run, repository: Repository) -> None:
    first = repository.commit("Report", draft_md=PAGES[0])
    repository.git("mv", "draft.md", "bridge.md")
    repository.commit("Rename")
    last = repository.commit("Say when", bridge_md=PAGES[3])
    status, out, err = run("bridge.md")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "Bridge opens",
        f"1  2031-02-10 12:00 UTC  36 words     {first[:7]} Report (Ada Brandt); named draft.md; "
        "unchanged until 2031-02-10 13:00 UTC",
        f"3  2031-02-10 14:00 UTC  +2 -1 words  {last[:7]} Say when (Ada Brandt)",
        "   headline: “Bridge opens” -> “Bridge opens late”",
    ]
    assert report_of("bridge.md", "--open", "1", "3").read == [
        f"git:{first[:16]}:draft.md",
        f"git:{last[:16]}:bridge.md",
    ]
    told = json.loads(run("bridge.md", "--format", "json")[1])["revisions"][1]
    assert (told["label"], told["subject"], told["author"]) == (last[:7], "Say when", "Ada Brandt")
    assert "{~~noon~>two~~}" in run("bridge.md", "--from", "2031-02-10")[1]


def test_the_earlier_name_in_the_list_opens_the_earlier_revision(run: Run, repository: Repository) -> None:
    """The name is written as the reader would write it, also from a folder below."""
    repository.commit("Report", desk__news__draft_md=PAGES[0])
    repository.git("mv", "desk/news/draft.md", "desk/bridge.md")
    repository.commit("Say when", desk__bridge_md=PAGES[1])
    assert "is not in revision" in fault("git:HEAD~1:desk/bridge.md")
    assert "named desk/news/draft.md" in run("desk/bridge.md")[1].splitlines()[1]
    assert "named" not in run("desk/bridge.md")[1].splitlines()[2]
    assert "named" not in run("git:HEAD~1:desk/news/draft.md")[1]
    assert open_story(["git:HEAD~1:desk/news/draft.md"]).versions[0].title == "Bridge opens"


def test_subjects_of_commits_are_no_headlines(run: Run, repository: Repository) -> None:
    repository.commit("Report", bridge_txt=f"{NOON} {FERRY}")
    repository.commit("Correct the hour", bridge_txt=f"{TWO} {FERRY}")
    out = run("bridge.txt")[1]
    assert out.startswith("bridge.txt\n1  ")
    assert "headline" not in out


def test_a_name_that_is_no_utf_8_is_shown_with_a_sign(run: Run, repository: Repository) -> None:
    name = os.fsdecode(b"br\xfccke.md")
    (repository.folder / name).write_text(PAGES[0], "utf-8")
    repository.commit("Report")
    for arguments in ([], ["--format", "json"], ["--from", "2031", "--format", "json"]):
        status, out, _ = run(name, *arguments)
        assert status == 0
        assert "\udcfc" not in out
    assert json.loads(run(name, "--format", "json")[1])["revisions"][0]["source"].endswith(":br\ufffdcke.md")


def test_what_is_not_committed_is_the_last_revision(run: Run, repository: Repository) -> None:
    repository.commit("Report", bridge_md=PAGES[0])
    assert len(run("bridge.md")[1].splitlines()) == 2
    (repository.folder / "bridge.md").write_text(PAGES[1], "utf-8")
    assert run("bridge.md")[1].splitlines()[-1].endswith("+1 -1 words  not committed")
    assert report_of("bridge.md", "--open").read[1] == "bridge.md"
    assert len(run("git:HEAD:bridge.md")[1].splitlines()) == 2


def test_options_for_pages_are_named_as_such_for_a_file(run: Run, repository: Repository) -> None:
    repository.commit("Report", bridge_md=PAGES[0])
    plain = run("bridge.md")
    assert plain[2] == ""
    fresh, both = run("bridge.md", "--fresh"), run("bridge.md", "--fresh", "--fetch")
    assert fresh == (*plain[:2], "diptych: --fresh is for pages: nothing is fetched for bridge.md\n")
    assert both == (*plain[:2], "diptych: --fresh and --fetch are for pages: nothing is fetched for bridge.md\n")
    keep(*PAGES)
    assert "for pages" not in run(PAGE, "--fetch")[2]


def test_a_file_that_is_gone_has_a_history(run: Run, repository: Repository) -> None:
    repository.commit("Report", bridge_md=PAGES[0])
    repository.commit("Say when", bridge_md=PAGES[1])
    repository.git("rm", "--quiet", "bridge.md")
    repository.commit("Remove it", other_md=FERRY)
    assert [line.split()[0] for line in run("bridge.md")[1].splitlines()[1:]] == ["1", "2"]


def test_a_revision_that_is_no_text_is_named_and_the_others_are_listed(run: Run, repository: Repository) -> None:
    repository.commit("Report", bridge_txt=PAGES[0])
    repository.commit("Break it", bridge_txt=b"\x89PNG\r\n\x1a\n" + bytes(64))
    repository.commit("Mend it", bridge_txt=PAGES[1])
    status, out, err = run("bridge.txt")
    assert (status, [line.split()[0] for line in out.splitlines()[1:]]) == (0, ["1", "3"])
    assert "is a PNG image, not text" in err


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nothing.md", "nothing.md does not exist, and git knows no revision of it; check the path"),
        ("git:v9:bridge.md", "“v9” is no revision in"),
        ("git:HEAD", "git:HEAD does not exist; a revision in git is written git:REV:PATH"),
        (".", ". is a folder; name a file in it"),
        ("../outside.md", "outside.md is in no git repository"),
        ("new.md", "new.md has no revision in git yet; commit it first"),
        ("x" * 300, "cannot be read (file name too long)"),
        ("git:HEAD:" + "x" * 300, "cannot be read (file name too long)"),
    ],
)
def test_a_file_without_a_history_is_named(run: Run, repository: Repository, named: str, said: str) -> None:
    repository.commit("Report", bridge_md=PAGES[0])
    for name in ("new.md", "../outside.md"):
        (repository.folder / name).write_text(FERRY, "utf-8")
    status, out, err = run(named)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_init_writes_revisions_into_a_story_file(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    first = repository.commit("Report", bridge_md=PAGES[0])
    assert main(["init", "git:HEAD:bridge.md", "bridge.md"]) == 0
    assert f"source: git:{first[:16]}:bridge.md\n" in capsys.readouterr().out


# Archives


def archive(**pages: str) -> dict[str, Answer]:
    """An archive's answers: a TimeMap, and the copies that it names, by the hour of Saturday of which they are."""
    dates = {hour: f"Sat, 08 Feb 2031 {hour.removeprefix('h')}:00:00 GMT" for hour in pages}
    links = [f'</{hour}/bridge>; rel="memento"; datetime="{date}"' for hour, date in dates.items()]
    answers: dict[str, Answer] = {
        f"/{hour}/bridge": answer(text, f"Memento-Datetime: {dates[hour]}", media_type="text/markdown")
        for hour, text in pages.items()
    }
    return answers | {"/timemap": answer(",\n".join(links), media_type="application/link-format")}


def test_archived_copies_line_up_with_ours_and_are_fetched_only_when_asked_for(run: Run) -> None:
    keep(PAGES[3], PAGES[4])
    with served(archive(h10=PAGES[1], h08=PAGES[0])) as server:
        arguments = [PAGE, "--timemap", server.url("/timemap")]
        assert run(*arguments)[1].splitlines() == [
            "Bridge opens late",
            "1  2031-02-08 08:00 UTC  not fetched   127.0.0.1",
            "2  2031-02-08 10:00 UTC  not fetched   127.0.0.1",
            "3  2031-02-10 12:00 UTC  37 words",
            "4  2031-02-11 12:00 UTC  +16 -0 words",
        ]
        assert len(server.requests) == 1
        status, out, err = run(*arguments, "--fetch")
        assert (status, err) == (0, "")
        expected = [
            "Bridge opens",
            "1  2031-02-08 08:00 UTC  36 words      127.0.0.1",
            "2  2031-02-08 10:00 UTC  +1 -1 words   127.0.0.1",
            "3  2031-02-10 12:00 UTC  +1 -0 words",
            "   headline: “Bridge opens” -> “Bridge opens late”",
            "4  2031-02-11 12:00 UTC  +16 -0 words",
        ]
        assert out.splitlines() == expected
        assert run(*arguments)[1].splitlines() == expected  # from our copies of them
        assert len(server.requests) == 5


def test_archived_copies_alone_are_compared_by_date_and_opened_by_number(run: Run) -> None:
    with served(archive(h08=PAGES[0], h10=PAGES[1], h12=PAGES[4])) as server:
        arguments = ["--timemap", server.url("/timemap")]
        out = run(*arguments, "--from", "2031-02-08 09:00", "--to", "2031-02-08 11:00")[1]
        assert "{~~noon~>two~~}" in out
        assert len(server.requests) == 3
        assert report_of(*arguments, "--open", "1", "3").read == [server.url("/h08/bridge"), server.url("/h12/bridge")]
        assert len(server.requests) == 5
        story = open_story([server.url("/h08/bridge")], web=web_with_copies)
        assert len(server.requests) == 5
    assert story.versions[0].date == "2031-02-08T08:00:00Z"
    assert story.versions[0].name == "127.0.0.1 · 2031-02-08 08:00"


def test_an_archived_copy_that_is_gone_is_named_and_the_others_are_listed(run: Run) -> None:
    with served(archive(h08=PAGES[0], h10=PAGES[1])) as server:
        server.answers["/h08/bridge"] = answer("", status="403 Forbidden")
        status, out, err = run("--timemap", server.url("/timemap"), "--fetch")
    assert (status, [line.split()[0] for line in out.splitlines()[1:]]) == (0, ["2"])
    assert "(403)" in err


def test_what_is_no_timemap_is_one_clear_line_and_status_2(run: Run) -> None:
    with served({"/timemap": answer("<html><body>Sign in</body></html>")}) as server:
        status, out, err = run("--timemap", server.url("/timemap"))
    assert (status, out) == (2, "")
    assert err.endswith("is a page in HTML and no TimeMap; name the address of a TimeMap, in link format or JSON\n")
    assert run("--timemap", "ledger.txt")[2].count("\n") == 1
    assert (
        run()[2] == "diptych: nothing is named: name the address of a page, a file in a git repository, or --timemap\n"
    )


# Bad input


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([PAGE, "--open", "1", "9"], "there is no number 9: they go from 1 to 5"),
        ([PAGE, "--open", "0"], "there is no number 0"),
        ([PAGE, "--open", "1", "2", "3"], "--open takes at most two numbers"),
        ([PAGE, "--from", "2031-02-14", "--to", "2031-02-11"], "--from is later than --to"),
        (
            [PAGE, "--from", "2032-12-01", "--to", "2032-11-01"],
            "--from is later than --to: 2032-12-01 00:00 UTC, 2032-11-",
        ),
        ([PAGE, "--from", "2020-12-01", "--to", "2020-11-01", "--open"], "--from is later than --to"),
        (
            [PAGE, "--to", "2020-01-01"],
            f"no text of {PAGE} by 2020-01-01 23:59 UTC; the first is of 2031-02-10 12:00 UTC",
        ),
        ([PAGE, "--from", "2019", "--to", "2020", "--open"], f"there was no text of {PAGE} by 2020-12-31 23:59 UTC"),
        (["http://ledger.example/other"], "no copy of http://ledger.example/other is kept yet"),
        (["ftp://ledger.example/a"], "only addresses that begin with http:// or https:// are"),
        (["-"], "- has no history; name the address of a page, or a file in a git repository"),
        (["clipboard:"], "clipboard: has no history"),
    ],
)
def test_what_has_no_history_is_one_clear_line_and_status_2(run: Run, arguments: list[str], said: str) -> None:
    keep(*PAGES)
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_one_copy_alone_has_nothing_to_stand_beside(run: Run) -> None:
    keep(PAGES[0])
    assert "only one text" in run(PAGE, "--open")[2]
    assert run(PAGE)[1].splitlines()[1:] == ["1  2031-02-10 12:00 UTC  36 words"]


def test_a_copy_that_is_no_text_any_more_is_named_and_the_others_are_listed(run: Run) -> None:
    keep(PAGES[0], b"\x89PNG\r\n\x1a\n" + bytes(64), PAGES[1])
    status, out, err = run(PAGE)
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["1", "3"]
    assert err.startswith("diptych: ")
    assert err.count("\n") == 1


@pytest.mark.slow
def test_t1_a_title_with_escapes_is_printed_clean(run: Run) -> None:
    titles = "Bridge &#27;]0;x&#7; opens", "&#27;[31mLate"
    keep(*(in_html(page(NOON, title=title)) for title in titles), media_type="text/html")
    out = run(PAGE)[1] + run(PAGE, "--from", "2031")[1] + run(PAGE, "--format", "json")[1]
    assert "31mLate" in out
    assert "\x1b" not in out
    assert "\\u001b" not in out


def test_a_date_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", PAGE, "--from", "soon"]) == 2
    assert "expected a date such as 2031-02-14" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--last", "0"], "argument --last: expected a whole number, 1 or more, found “0”"),
        (["--least", "-1"], "argument --least: expected a whole number, 0 or more, found “-1”"),
        (["--least", "few"], "argument --least: expected a whole number, 0 or more, found “few”"),
    ],
)
def test_a_number_that_means_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    keep(*PAGES)
    assert main(["history", PAGE, *arguments]) == 2
    assert said in capsys.readouterr().err
