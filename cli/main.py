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

from cli import commands
from geo.answers import LEAVE_OUT
from geo.datum import DATUMS
from geo.errors import DataError
from geo.schemas import LAYERS
from geo.words import LANGS, Lang
from planner.demo import SCOPES
from planner.errors import WORDS, PlanInputError
from ui.text import say

Command = Callable[[argparse.Namespace], commands.Result]


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
        result = commands.refused(error.issues, lang)
    except OSError as failure:
        # A folder that cannot be made or written; the libraries tell of all else.
        params = {"path": failure.filename or "", "why": failure.strerror or ""}
        text = WORDS.say("workspace_not_writable", lang, params)
        result = commands.Result(2, text, {"error": text})
    except PlanInputError as error:
        result = commands.Result(2, error.text(lang), {"error": error.text(lang)})
    _tell(result, as_json=options.json)
    return result.code


def _tell(result: commands.Result, *, as_json: bool) -> None:
    if as_json:
        plain = not (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(result.data, ensure_ascii=plain, indent=2, default=str))
    elif result.text:
        print(result.text, file=sys.stderr if result.code == 2 else sys.stdout)


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
    judged = argparse.ArgumentParser(add_help=False)
    judged.add_argument("--rule", type=Path, metavar="FILE.toml", help=word("rule"))
    judged.add_argument("--date", metavar="YYYY-MM-DD", help=word("date"))
    judged.add_argument("--strict", action="store_true", help=word("strict"))
    store = argparse.ArgumentParser(add_help=False)
    store.add_argument(
        "--workspace",
        type=Path,
        default=Path("workspaces/workspace.gpkg"),
        metavar="FILE.gpkg",
        help=word("workspace"),
    )
    subs = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, *parents: Any) -> argparse.ArgumentParser:  # noqa: ANN401
        sub = subs.add_parser(
            name, help=word(name), description=word(name), parents=[shared, *parents]
        )
        sub.set_defaults(run=run)
        return sub

    demo = add("demo", commands.demo, judged)
    demo.add_argument("--scope", choices=SCOPES, default="baise", help=word("scope"))
    demo.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=word("out")
    )
    _shapefile_option(demo, word)
    template = add("template", commands.template)
    template.add_argument("--out", type=Path, default=Path("templates"), metavar="DIR")
    template.add_argument("--format", choices=("xlsx", "csv", "both"), default="both")
    importing = add("import", commands.import_, store)
    _file_options(importing, word)
    importing.add_argument("--replace", action="store_true", help=word("replace"))
    importing.add_argument("--undo", action="store_true", help=word("undo"))
    checking = add("check", commands.check, store)
    _file_options(checking, word)
    add("cover", commands.cover, store, judged)
    export = add("export", commands.export, store, judged)
    export.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=word("out")
    )
    _shapefile_option(export, word)
    app = add("app", commands.app)
    app.add_argument("--port", type=int, default=8501, help=word("port"))
    app.add_argument("--host", default="localhost", help=word("host"))
    app.add_argument(
        "--workspaces", type=Path, default=Path("workspaces"), metavar="DIR"
    )
    return parser


def _file_options(parser: argparse.ArgumentParser, word: Callable[[str], str]) -> None:
    parser.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help=word("files")
    )
    parser.add_argument(
        "--answers", type=Path, metavar="FILE.toml", help=word("answers")
    )
    parser.add_argument("--layer", choices=(*LAYERS, LEAVE_OUT), help=word("layer"))
    parser.add_argument("--datum", choices=DATUMS, help=word("datum"))
    parser.add_argument("--crs", help=word("crs"))


def _shapefile_option(
    parser: argparse.ArgumentParser, word: Callable[[str], str]
) -> None:
    parser.add_argument(
        "--encoding", choices=("utf-8", "gbk"), default="utf-8", help=word("encoding")
    )


if __name__ == "__main__":
    sys.exit(main())
