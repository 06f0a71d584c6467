"""`diptych themes`: list the themes, check a theme file, show a theme; without a screen."""

from __future__ import annotations

import argparse
from pathlib import Path

from reader.report import TROUBLE, Console, Report
from reader.story.clean import clean_line
from reader.story.shipped import shipped
from reader.story.strict_yaml import Problem, listing, quoted, suggestion
from reader.tui.config import themes_folder
from reader.tui.theme import Theme, contrasts, find_themes, kind, load_theme

SUMMARY = "List the themes, check a theme file, or show a theme on a page of text."
EXAMPLES = """\
examples:
  diptych themes                     list the themes: name, dark or light, where from, title
  diptych themes check mine.yaml     what is wrong in a theme file, and its contrasts
  diptych themes preview fjord       show a theme; a file's name will do, too
  diptych --theme fjord story.yaml   read in a theme

A theme of your own is a file in the folder themes beside config.yaml. While the themes are open in the program (key c),
it is read again whenever you save it.

exit status: 0, or 2 where a theme has a fault or is not there
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions")
    actions.add_parser("list", help="list the themes (the default)")
    check = actions.add_parser("check", help="say what is wrong in theme files, and how their contrasts are")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    preview = actions.add_parser("preview", help="show a theme on a page of text")
    preview.add_argument("theme", metavar="NAME", help="a theme's name, or a theme file")


def run(options: argparse.Namespace, console: Console) -> Report:
    """Carry out what the arguments ask for, with as many colours as there are."""
    if options.action == "check":
        return _check(options.files)
    if options.action == "preview":
        return _preview(options.theme, console.colours)
    return _list()


def _all_themes() -> tuple[dict[str, tuple[Theme, Path]], list[Problem]]:
    return find_themes([shipped("themes"), themes_folder()])


def _list() -> Report:
    found, problems = _all_themes()
    own = themes_folder()
    rows = [
        (name, kind(theme), clean_line(str(path)) if path.parent == own else "ships", theme.title)
        for name, (theme, path) in sorted(found.items())
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = [
        "  ".join([*(part.ljust(width) for part, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    ]
    return Report("\n".join(lines), what="the themes", complaints=[str(problem) for problem in problems])


def _check(files: list[Path]) -> Report:
    """Each file's faults, or its contrasts: of each role the one that is nearest to too little."""
    report = Report(what="the themes")
    told: list[str] = []
    for path in files:
        theme, problems = load_theme(path)
        if theme is None:
            report.status = TROUBLE
            told.append(listing(problems))
            continue
        weak = f"{len(problems)} of its roles too weak" if problems else "nothing wrong"
        told.append(f"{clean_line(str(path))}: {theme.name}, {theme.title} ({kind(theme)}): {weak}")
        told += [f"  {problem}" for problem in problems]
        told += ["  contrasts are those of the terminal's own colours" if theme.ansi else _contrasts(theme)]
    report.text = "\n".join(told)
    return report


def _contrasts(theme: Theme) -> str:
    tightest: dict[str, tuple[float, str, float, float]] = {}
    for role, ground, found, least in contrasts(theme):
        entry = (found / least, ground, found, least)
        # text is held against shared text, too: that is a step of its own, and is shown as one
        key = "text beside soft" if (role, ground) == ("text", "soft") else role
        tightest[key] = min(tightest.get(key, entry), entry)
    return "\n".join(
        f"  {'!' if share < 1 else ' '} {role:16} {found:5.1f} : 1 on {ground:10}  at least {least:.1f}"
        for role, (share, ground, found, least) in tightest.items()
    )


def _preview(name: str, colours: int) -> Report:
    from reader.tui.theme_sample import sample

    path = Path(name)
    found, problems = _all_themes()
    if name in found:
        theme: Theme | None = found[name][0]
        problems = []
    elif path.suffix in (".yaml", ".yml") or path.is_file():
        theme, problems = load_theme(path)
    else:
        theme = None
        problems = []
        complaint = f"no theme is called {quoted(name)}{suggestion(name, found)}"
        return Report("", TROUBLE, [complaint])
    if theme is None:
        return Report("", TROUBLE, [str(problem) for problem in problems])
    return Report(sample(theme, colours=colours), what="the theme", complaints=[str(problem) for problem in problems])
