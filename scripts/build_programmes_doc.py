"""The register of programmes for docs/programmes.md, from the declared files."""

from collections.abc import Iterable, Iterator

from planner.programmes.loading import shipped_programmes
from planner.programmes.schema import Part, Programme, Row, Target

_HEADS = ("id", "指标或职责", "row", "clause", "kind", "unit", "targets")
_PERIODS = {"year": "year", "half": "half-year", "quarter": "quarter"}


def programmes_page() -> str:
    """Every row of the shipped programmes, one table each.

    Returns
    -------
    str
        Markdown. A row of several parts has a line for each below its own. At the end
        the attributes that sets ask about, with their defaults.
    """
    programmes = shipped_programmes()
    return "\n".join([*map(_programme, programmes), _attributes(programmes)])


def _programme(programme: Programme) -> str:
    term = f"{programme.starts} – {programme.ends or ''}".strip()
    lines = [
        f"## {programme.id} {programme.zh}\n",
        f"{programme.en}. {programme.issuer_zh} · {programme.issuer_en}."
        f" {programme.document}. {term}; `{programme.place}`."
        f" Rows: {len(programme.rows)}.\n",
        f"| {' | '.join(_HEADS)} |",
        f"| {' | '.join('---' for _ in _HEADS)} |",
        *(line for row in programme.rows for line in _row(row, programme)),
    ]
    return "\n".join(lines) + "\n" + _notes(programme)


def _row(row: Row, programme: Programme) -> Iterator[str]:
    several = len(row.parts) > 1
    if several:
        yield f"| `{row.id}` | {row.zh} | {row.en} | {row.clause} | | | |"
    for part in row.parts:
        first = "" if several else f"`{row.id}`"
        zh, en = (part.zh, part.en) if several else (row.zh, row.en)
        clause = "" if several else row.clause
        yield (
            f"| {first} | {zh} | {en} | {clause} | {part.kind} |"
            f" {_unit(part)} | {_targets(part, programme)} |"
        )


def _unit(part: Part) -> str:
    return f"{part.unit} (`{part.set}`)" if part.set else part.unit


def _targets(part: Part, programme: Programme) -> str:
    """What is due and by when; what is due every period is told once for its years."""
    least = f"≥ {part.need} each, " if part.need > 1 else ""
    if part.at_most is not None:
        span = f"{part.need}–{part.at_most}" if part.at_most > part.need else part.need
        least = f"{span} each, "
    if part.per == "once":
        told = [f"{_amount(one)} by {one.by}" for one in part.targets]
        return least + ", ".join(told)
    years: dict[str, list[int]] = {}
    for one in part.targets:
        years.setdefault(_amount(one), []).append(one.by.year)
    if programme.ends is None:
        told = [f"{amount} from {ours[0]}" for amount, ours in years.items()]
    else:
        told = [f"{amount} in {_span(ours)}" for amount, ours in years.items()]
    return f"every {_PERIODS[part.per]} {least}{', '.join(told)}"


def _span(years: list[int]) -> str:
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else f"{years[0]}"


def _amount(target: Target) -> str:
    if target.value is not None:
        return f"{target.value:,g}"
    return "all" if target.share == 1 else f"{target.share:.0%}"


def _notes(programme: Programme) -> str:
    """What is our reading, below the table."""
    told = [row for row in programme.rows if row.note_en]
    if not told:
        return ""
    lines = [f"- `{row.id}`: {row.note_zh} {row.note_en}" for row in told]
    return (
        "\nWhat is our reading, not the document's word:\n\n" + "\n".join(lines) + "\n"
    )


def _attributes(programmes: Iterable[Programme]) -> str:
    """Every attribute once, with what holds until a planner says otherwise."""
    every = {name: one for each in programmes for name, one in each.attributes.items()}
    lines = [
        "## Attributes 单位属性\n",
        "| name | 属性 | attribute | unit | without an entry |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, one in every.items():
        told = f"{one.reason_zh} {one.reason_en}".strip() or "needs data"
        lines.append(f"| `{name}` | {one.zh} | {one.en} | {one.unit} | {told} |")
    return "\n".join(lines) + "\n"
