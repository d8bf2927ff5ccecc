"""Entry point: the commands, their options, exit codes and error texts.

Exit codes: 0 done; 1 not every village is covered, where ``--strict`` asks; 2 bad
input, with every problem listed.
"""

import argparse
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from cli import (
    advisory,
    caravans,
    closures,
    commands,
    pairing,
    papers,
    roads,
    roster,
    scoring,
    siting,
    tours,
)
from cli.shared import OptionsError, Result, refused, refused_in_words
from geo.answers import LEAVE_OUT
from geo.datum import DATUMS
from geo.errors import DataError
from geo.schemas import LAYERS
from geo.words import LANGS, Lang
from planner.demo import SCOPES
from planner.errors import WORDS, PlanInputError
from planner.papers.composing import FORMATS, KINDS
from ui.text import say

Word = Callable[[str], str]
Command = Callable[[argparse.Namespace], Result]
# Names are a user's: control characters in them must not steer the terminal.
_COMMANDS_TO_TERMINALS = dict.fromkeys({*range(32), *range(127, 160)} - {9, 10})


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A code page of Windows lacks signs; an answer must not fail for one.
            stream.reconfigure(errors="backslashreplace")
    arguments = sys.argv[1:] if argv is None else list(argv)
    lang = _language(arguments)
    options = _parser(lang).parse_args(arguments)
    run: Command = options.run
    try:
        result = run(options)
    except DataError as error:
        result = refused(error.issues, lang)
    except OSError as failure:
        # A folder that cannot be made or written; the libraries tell of all else.
        params = {"path": failure.filename or "", "why": failure.strerror or ""}
        result = refused_in_words(WORDS.say("workspace_not_writable", lang, params))
    except (PlanInputError, OptionsError) as wrong:
        result = refused_in_words(wrong.text(lang))
    try:
        _tell(result, as_json=options.json)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads, `head` for example, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return result.code


def _tell(result: Result, *, as_json: bool) -> None:
    if as_json:
        plain = not (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(result.data, ensure_ascii=plain, indent=2, default=str))
    elif result.text:
        text = result.text.translate(_COMMANDS_TO_TERMINALS)
        print(text, file=sys.stderr if result.code == 2 else sys.stdout)


def _language(arguments: Sequence[str]) -> Lang:
    """Language of help and messages: ``--lang``, else PLANNER_LANG, else Chinese."""
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--lang", choices=LANGS, default=os.environ.get("PLANNER_LANG"))
    given = first.parse_known_args(arguments)[0].lang
    return cast(Lang, given) if given in LANGS else "zh"


def _parser(lang: Lang) -> argparse.ArgumentParser:
    def word(key: str) -> str:
        return say(f"cli_{key}", lang)

    parser = argparse.ArgumentParser(prog="planner", description=word("about"))
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--lang", choices=LANGS, default=lang, help=word("lang"))
    shared.add_argument("--json", action="store_true", help=word("json"))
    subs = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, *parents: Any) -> argparse.ArgumentParser:  # noqa: ANN401
        sub = subs.add_parser(
            name, help=word(name), description=word(name), parents=[shared, *parents]
        )
        sub.set_defaults(run=run)
        return sub

    store, judged, driven = _store(word), _judged(word), _driven(word)
    measured = _measured(word)
    demo = add("demo", commands.demo, judged, measured, driven)
    demo.add_argument("--scope", choices=SCOPES, default="baise", help=word("scope"))
    _out_option(demo, word)
    _shapefile_option(demo, word)
    template = add("template", commands.template)
    template.add_argument("--out", type=Path, default=Path("templates"), metavar="DIR")
    template.add_argument("--format", choices=("xlsx", "csv", "both"), default="both")
    importing = add("import", commands.import_, store)
    _file_options(importing, word)
    importing.add_argument("--replace", action="store_true", help=word("replace"))
    importing.add_argument("--undo", action="store_true", help=word("undo"))
    importing.add_argument("--no-heights", action="store_true", help=word("no_heights"))
    checking = add("check", commands.check, store)
    _file_options(checking, word)
    add("cover", commands.cover, store, judged, measured, driven)
    export = add("export", commands.export, store, judged, measured, driven)
    _out_option(export, word)
    _shapefile_option(export, word)
    siting_at = add("site", siting.site, store, judged, measured, driven)
    _site_options(siting_at, word)
    assigning = add("assign", roster.assign, store, judged, measured, driven)
    roster.add_options(assigning, word)
    pairing_at = add("pair", pairing.pair, store, _dated(word), measured, driven)
    pairing.add_options(pairing_at, word)
    planning = add("caravans", caravans.caravans, store, judged, measured, driven)
    caravans.add_options(planning, word)
    touring = add("tours", tours.tours, store, _dated(word), measured, driven)
    tours.add_options(touring, word)
    matching = add("advisory", advisory.advisory, store, _dated(word))
    advisory.add_options(matching, word)
    _score_commands(add, word, store, _dated(word), measured, driven)
    _paper_command(add("paper", papers.paper, store, judged, measured, driven), word)
    on_roads = subs.add_parser("roads", help=word("roads"), description=word("roads"))
    _road_commands(on_roads, word, shared, store, judged, driven)
    app = add("app", commands.app)
    app.add_argument("--port", type=int, default=8501, help=word("port"))
    app.add_argument("--host", default="localhost", help=word("host"))
    app.add_argument(
        "--workspaces", type=Path, default=Path("workspaces"), metavar="DIR"
    )
    return parser


def _store(word: Word) -> argparse.ArgumentParser:
    store = argparse.ArgumentParser(add_help=False)
    store.add_argument(
        "--workspace",
        type=_workspace,
        default=Path("workspaces/workspace.gpkg"),
        metavar="FILE.gpkg",
        help=word("workspace"),
    )
    return store


def _workspace(text: str) -> Path:
    """A workspace by its file, or by the folder that holds it."""
    path = Path(text)
    inside = path / "workspace.gpkg"
    return inside if inside.is_file() else path


def _dated(word: Word) -> argparse.ArgumentParser:
    dated = argparse.ArgumentParser(add_help=False)
    dated.add_argument("--date", metavar="YYYY-MM-DD", help=word("date"))
    return dated


def _judged(word: Word) -> argparse.ArgumentParser:
    judged = argparse.ArgumentParser(add_help=False, parents=[_dated(word)])
    judged.add_argument("--rule", type=Path, metavar="FILE.toml", help=word("rule"))
    judged.add_argument("--strict", action="store_true", help=word("strict"))
    return judged


def _measured(word: Word) -> argparse.ArgumentParser:
    """Options of the straight line, and of the choice between it and the roads."""
    measured = argparse.ArgumentParser(add_help=False)
    measured.add_argument(
        "--travel", choices=("roads", "straight-line"), help=word("travel")
    )
    measured.add_argument("--speed-kmh", type=float, metavar="N", help=word("speed"))
    measured.add_argument("--detour", type=float, metavar="N", help=word("detour"))
    return measured


def _driven(word: Word) -> argparse.ArgumentParser:
    """Options of travel along roads."""
    driven = argparse.ArgumentParser(add_help=False)
    driven.add_argument("--profile", metavar="NAME", help=word("profile"))
    driven.add_argument(
        "--profiles", type=Path, metavar="FILE.toml", help=word("profiles")
    )
    driven.add_argument("--walking-kmh", type=float, metavar="N", help=word("walking"))
    driven.add_argument(
        "--snap-limit-km", type=float, metavar="N", help=word("snap_limit")
    )
    driven.add_argument(
        "--ignore-closures", action="store_true", help=word("ignore_closures")
    )
    return driven


def _site_options(parser: argparse.ArgumentParser, word: Word) -> None:
    """Options of siting; numbers are read later, so that all that is wrong is told."""
    for name, metavar in (
        ("aim", "all|most|mean|farthest"), ("least", "number|cost"), ("number", "N"),
        ("budget", "X"), ("places", "villages|listed"), ("kind", "KIND"),
        ("capacity", "N"), ("cost", "X"),
        ("weight", "villages|poor_households|households"), ("county", "CODE"),
        ("county_kind", "KIND"),
        ("save", "NAME"),
    ):  # fmt: skip
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, metavar=metavar, help=word(f"site_{name}"))
    for name in ("pin", "forbid"):
        parser.add_argument(
            f"--{name}", nargs="+", default=(), metavar="ID", help=word(f"site_{name}")
        )
    parser.add_argument("--curve", action="store_true", help=word("site_curve"))
    for name, default, metavar in (
        ("others", "0", "N"), ("time_limit", "30", "S"), ("seed", "0", "N"),
    ):  # fmt: skip
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(
            option, default=default, metavar=metavar, help=word(f"site_{name}")
        )
    parser.add_argument("--out", type=Path, metavar="DIR", help=word("site_out"))


def _score_commands(
    add: Callable[..., argparse.ArgumentParser],
    word: Word,
    *parents: argparse.ArgumentParser,
) -> None:
    score = add("score", scoring.score, *parents)
    score.add_argument("--only", nargs="+", metavar="ID", help=word("only"))
    score.add_argument("--no-history", action="store_true", help=word("history"))
    score.add_argument("--strict", action="store_true", help=word("strict_score"))
    duties = add("duties", scoring.duties, *parents)
    duties.add_argument("--year", type=int, metavar="YYYY", help=word("year"))
    duties.add_argument("--unit", metavar="CODE", help=word("unit"))
    duties.add_argument("--ics", type=Path, metavar="FILE.ics", help=word("ics"))
    for command in (score, duties):
        _programme_option(command, word)


def _paper_command(parser: argparse.ArgumentParser, word: Word) -> None:
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=word("paper_kind"))
    parser.add_argument(
        "--formats", nargs="+", choices=FORMATS, default=FORMATS,
        help=word("paper_formats"),
    )  # fmt: skip
    for name, metavar in (
        ("period", "YYYYQN"), ("place", "CODE"), ("office", "TEXT"),
        ("addressee", "TEXT"), ("link", "URL"),
    ):  # fmt: skip
        parser.add_argument(
            f"--{name}", default="", metavar=metavar, help=word(f"paper_{name}")
        )
    _out_option(parser, word)
    _programme_option(parser, word)


def _programme_option(parser: argparse.ArgumentParser, word: Word) -> None:
    parser.add_argument(
        "--programme", type=Path, action="append", metavar="FILE.toml",
        help=word("programme"),
    )  # fmt: skip


def _road_commands(
    parser: argparse.ArgumentParser,
    word: Word,
    shared: argparse.ArgumentParser,
    store: argparse.ArgumentParser,
    judged: argparse.ArgumentParser,
    driven: argparse.ArgumentParser,
) -> None:
    subs = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, *parents: Any) -> argparse.ArgumentParser:  # noqa: ANN401
        said = word(f"roads_{name}")
        sub = subs.add_parser(
            name, help=said, description=said, parents=[shared, store, *parents]
        )
        # Options of travel that a command does not take are as if not given.
        sub.set_defaults(run=run, profiles=None)
        return sub

    dated = _dated(word)
    add("show", roads.show, dated, driven)
    ways = add("routes", roads.journeys_out, dated, driven)
    ways.add_argument(
        "--from", dest="origins", choices=("villages", "places"), help=word("from")
    )
    ways.add_argument("--to", metavar="BASE_ID", help=word("to"))
    _out_option(ways, word)
    without = add("without", roads.without, judged, driven)
    without.add_argument("roads", nargs="+", metavar="ROAD", help=word("road"))
    worst = add("critical", roads.critical, judged, driven)
    worst.add_argument(
        "--most", type=_count, default=10, metavar="N", help=word("most")
    )
    closing = add("close", closures.close_road)
    closing.add_argument("name", metavar="NAME", help=word("closure_name"))
    closing.add_argument(
        "--road", action="append", metavar="ROAD", help=word("close_road")
    )
    closing.add_argument("--area", type=Path, metavar="FILE", help=word("area"))
    closing.add_argument("--since", metavar="YYYY-MM-DD", help=word("since"))
    closing.add_argument("--until", metavar="YYYY-MM-DD", help=word("until"))
    closing.add_argument("--season", metavar="MM-DD:MM-DD", help=word("season"))
    closing.add_argument("--note", metavar="TEXT", help=word("note"))
    opening = add("open", closures.open_road)
    opening.add_argument("id", metavar="ID", help=word("closure_id"))
    opening.add_argument("--again", action="store_true", help=word("again"))
    _out_option(add("export", roads.export), word)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _out_option(parser: argparse.ArgumentParser, word: Word) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=word("out")
    )


def _file_options(parser: argparse.ArgumentParser, word: Word) -> None:
    parser.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help=word("files")
    )
    parser.add_argument(
        "--answers", type=Path, metavar="FILE.toml", help=word("answers")
    )
    parser.add_argument("--layer", choices=(*LAYERS, LEAVE_OUT), help=word("layer"))
    parser.add_argument("--datum", choices=DATUMS, help=word("datum"))
    parser.add_argument("--crs", help=word("crs"))
    parser.add_argument(
        "--most-memory-mb", type=_count, metavar="N", help=word("most_memory")
    )


def _shapefile_option(parser: argparse.ArgumentParser, word: Word) -> None:
    parser.add_argument(
        "--encoding", choices=("utf-8", "gbk"), default="utf-8", help=word("encoding")
    )


if __name__ == "__main__":
    sys.exit(main())
