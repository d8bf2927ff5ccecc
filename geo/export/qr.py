"""QR codes: the same squares as a picture, as lines for a page, and as numbers."""

import io
from html import escape

import segno

from geo.export.paper import plain

MAX_BYTES = 600  # more makes squares too small for a sign
_BORDER = 4  # squares of white around the code, as ISO/IEC 18004 asks


def qr_code(text: str) -> segno.QRCode:
    """Make a QR code of a text in UTF-8 that survives 15 % damage.

    Raises
    ------
    ValueError
        If the text is empty or longer than :data:`MAX_BYTES` bytes.
    """
    held = plain(text)
    size = len(held.encode("utf-8"))
    if not 0 < size <= MAX_BYTES:
        msg = f"a QR code holds 1 to {MAX_BYTES} bytes, not {size}"
        raise ValueError(msg)
    # Left to itself the library writes some Chinese as Japanese.
    return segno.make(held, error="m", mode="byte", encoding="utf-8", micro=False)


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """Return a QR code as PNG, ``scale`` pixels a square.

    Raises
    ------
    ValueError
        As for :func:`qr_code`.
    """
    out = io.BytesIO()
    qr_code(text).save(out, kind="png", scale=scale, border=_BORDER)
    return out.getvalue()


def qr_svg(text: str, *, label: str) -> str:
    """Return a QR code as an ``svg`` element, black on white.

    Parameters
    ----------
    text
        What it holds.
    label
        What it is, for those who do not see it; escaped here.

    Raises
    ------
    ValueError
        As for :func:`qr_code`.
    """
    rows = [list(row) for row in qr_code(text).matrix_iter(border=_BORDER)]
    size = len(rows)
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < size:
            width = 1
            while x + width < size and row[x + width] == row[x]:
                width += 1
            if row[x]:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return (
        f'<svg class="qr" role="img" aria-label="{escape(plain(label), quote=True)}"'
        f' viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path d="{"".join(runs)}"/></svg>'
    )
