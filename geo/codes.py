"""Statistical division codes: as Excel leaves them, as they should be, as they were.

A village has 12 digits, its township the first nine of them, its county the first six.
"""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from geo.cell_text import native_text
from geo.schemas import NATION

# Counties whose code changed between editions; townships and villages keep their tail.
SUCCESSORS: Mapping[str, str] = MappingProxyType(
    {
        "431121": "431181",  # 祁阳
        "450127": "450181",  # 横州
        "451021": "451003",  # 田阳
        "451023": "451082",  # 平果
        "451025": "451081",  # 靖西
        "513425": "513402",  # 会理
        "532331": "532302",  # 禄丰
        "540422": "540481",  # 米林
        "540530": "540581",  # 错那
        "610322": "610305",  # 凤翔
        "610928": "610981",  # 旬阳
        "654223": "654203",  # 沙湾
    }
)
_CITY, _COUNTY, _TOWNSHIP = 4, 6, 9
# Cities without counties: their code ending in 00 is that of a county.
_CITIES_AS_COUNTIES = ("4419", "4420", "4604", "6202")
_NATION_WORDS = ("全国", "中国", "国家", "nation", "china", "000000", "100000")
_UNIT = r"[1-9][0-9](?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3}(?:[0-9]{3})?)?)?)?|" + NATION
_LENGTHS = (6, 9, 12)
# Excel's helpers against itself, and what pasting from web pages leaves behind.
_DROPPED = "[\\s'\u2018\u2019`\"\u200b\u200c\u200d\u2060\ufeff]+"
_SCIENTIFIC = r"([1-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})"


def clean_code(values: pd.Series, length: int) -> pd.Series:
    """Return codes as digits, mended where the mending is certain.

    Parameters
    ----------
    values
        What a file held: text, whole or decimal numbers, missing values.
    length
        Digits the code should have: 6, 9 or 12.

    Returns
    -------
    pandas.Series
        Text, same index; ``""`` for missing. Full-width digits, spaces, tabs, leading
        apostrophes and a trailing ``.0`` are gone; a longer code that ends in the
        zeros of a higher level is cut to ``length``; a number in scientific notation
        is written out only if it kept all its digits. Whatever cannot be mended
        stays as written, for :func:`malformed` and :func:`lost_digits` to find.
    """
    text = _as_text(values)
    clean = text.str.fullmatch(rf"[0-9]{{{length}}}")
    if bool(clean.all()):
        return text
    rest = text[~clean].str.normalize("NFKC").str.replace(_DROPPED, "", regex=True)
    rest = rest.str.replace(r"^([0-9]+)\.0+$", r"\1", regex=True)
    rest = _written_out(rest)
    return text.mask(~clean, _cut(rest, length).reindex(text.index)).astype("str")


def clean_unit(values: pd.Series) -> pd.Series:
    """Return codes of units of any level as digits, mended where that is certain.

    Parameters
    ----------
    values
        What a file held. Each value is looked at, so pass each different one once.

    Returns
    -------
    pandas.Series
        Text, same index: 2, 4, 6, 9 or 12 digits, ``"00"`` for the nation, ``""`` for
        missing. As :func:`clean_code`; zeros that fill up the levels below are cut
        (``451022000000`` is a county, ``451000`` a city). Whatever cannot be mended
        stays as written, for :func:`malformed_unit` and :func:`lost_digits` to find.
    """
    text = _as_text(values).str.normalize("NFKC")
    text = text.str.replace(_DROPPED, "", regex=True)
    text = text.str.replace(r"^([0-9]+)\.0+$", r"\1", regex=True)
    text = _written_out(text)
    text = text.mask(text.str.lower().isin(_NATION_WORDS), NATION)
    text = text.str.replace(r"^([0-9]{9})000$", r"\1", regex=True)
    text = text.str.replace(r"^([0-9]{6})000$", r"\1", regex=True)
    kept = text.str.startswith(_CITIES_AS_COUNTIES)
    short = text.str.replace(r"^([1-9][0-9])0000$", r"\1", regex=True)
    short = short.str.replace(r"^([1-9][0-9]{3})00$", r"\1", regex=True)
    return short.where(~kept, text).astype("str")


def malformed_unit(codes: pd.Series) -> pd.Series:
    """Where a cleaned unit code is given and is that of no level."""
    return (codes != "") & ~codes.str.fullmatch(_UNIT).astype(bool)


def lost_digits(codes: pd.Series) -> pd.Series:
    """Where a cleaned code is still in scientific notation: its digits are gone."""
    return codes.str.fullmatch(_SCIENTIFIC).astype(bool)


def malformed(codes: pd.Series, length: int) -> pd.Series:
    """Where a cleaned code is given and does not have exactly ``length`` digits."""
    good = codes.str.fullmatch(rf"[1-9][0-9]{{{length - 1}}}")
    return (codes != "") & ~good.astype(bool)


def city_of(codes: pd.Series) -> pd.Series:
    """First four digits of codes of any level; ``""`` where there are fewer."""
    return _prefix(codes, _CITY)


def county_of(codes: pd.Series) -> pd.Series:
    """First six digits of codes of any level; ``""`` where there are fewer."""
    return _prefix(codes, _COUNTY)


def township_of(codes: pd.Series) -> pd.Series:
    """First nine digits of township or village codes; ``""`` where there are fewer."""
    return _prefix(codes, _TOWNSHIP)


def successor(code: str) -> str:
    """Code of 6, 9 or 12 digits as later editions write it; itself if it stands."""
    county = SUCCESSORS.get(code[:_COUNTY])
    if county is None or len(code) not in _LENGTHS:
        return code
    return county + code[_COUNTY:]


def is_development_zone(code: str) -> bool:
    """Whether a code lies in a development zone, which has villages but no county."""
    return len(code) in _LENGTHS and code.isdecimal() and code[4] == "7"


def _prefix(codes: pd.Series, digits: int) -> pd.Series:
    given = codes.str.fullmatch(rf"[0-9]{{{digits},}}").astype(bool)
    return codes.str[:digits].where(given, "").astype("str")


def _as_text(values: pd.Series) -> pd.Series:
    """Text of native cells: whole numbers without a decimal part, missing as ""."""
    if pd.api.types.is_integer_dtype(values.dtype):
        return values.astype("str").where(values.notna(), "").astype("str")
    if isinstance(values.dtype, pd.StringDtype):
        return values.fillna("").astype("str")
    cells = [native_text(cell) for cell in values.tolist()]
    return pd.Series(cells, index=values.index, dtype="str", name=values.name)


def _written_out(text: pd.Series) -> pd.Series:
    parts = text.str.extract(rf"^{_SCIENTIFIC}$").fillna("")
    hit = parts[2] != ""
    if not bool(hit.any()):
        return text
    written = {
        at: _digits(lead, tail, int(power))
        for at, (lead, tail, power) in enumerate(parts.to_numpy())
        if power
    }
    cells = [written.get(at) or cell for at, cell in enumerate(text.tolist())]
    return pd.Series(cells, index=text.index, dtype="str")


def _digits(lead: str, tail: str, power: int) -> str:
    """Digits of lead.tail times ten to the power, "" if some were rounded away."""
    return lead + tail if len(tail) == power else ""


def _cut(text: pd.Series, length: int) -> pd.Series:
    """Shorten codes padded with the zeros of the levels below."""
    for longer in _LENGTHS:
        if longer > length:
            padded = text.str.fullmatch(
                rf"[0-9]{{{length}}}0{{{longer - length}}}"
            ).astype(bool)
            text = text.mask(padded, text.str[:length])
    return text
