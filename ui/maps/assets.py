"""Leaflet and jQuery out of installed packages, so that no map asks the network."""

import base64
import filecmp
import mimetypes
import re
import shutil
from functools import cache
from pathlib import Path

import folium
import js_lib_leaflet
from xstatic.pkg import jquery

_LEAFLET = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"
_JQUERY = Path(jquery.BASE_DIR)
_SCRIPTS = {"leaflet": "leaflet.js", "jquery": "jquery.min.js"}
_STYLES = {"leaflet_css": "leaflet.css"}
# A component's page lies two levels below the app, whatever path the app is served at.
_FROM_COMPONENT = "../../"

_SCRIPT_LINK = re.compile(r'<script\b[^>]*\bsrc="([^"]*)"[^>]*>\s*</script>')
_STYLE_LINK = re.compile(r'<link\b[^>]*\bhref="([^"]*)"[^>]*/?>')
_CSS_URL = re.compile(r"url\((images/[^)]+)\)")


def files() -> dict[str, Path]:
    """Installed files by the path they are served at below the static folder."""
    found = {name: _LEAFLET / name for name in ("leaflet.js", "leaflet.css")}
    found |= {f"images/{path.name}": path for path in (_LEAFLET / "images").iterdir()}
    found["jquery.min.js"] = _JQUERY / "jquery.min.js"
    return found


def install_static(folder: Path) -> None:
    """Copy the files into the folder the app serves, where missing or changed.

    Parameters
    ----------
    folder
        The static folder; made if it is not there.
    """
    for name, source in files().items():
        target = folder / name
        if target.is_file() and filecmp.cmp(source, target, shallow=False):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def links(prefix: str = "app/static") -> tuple[list[tuple[str, str]], ...]:
    """Scripts and styles as folium names them: ``(js, css)`` of (name, URL).

    Parameters
    ----------
    prefix
        Where the static folder is served. A relative one is counted from the app's
        own address and so holds under any ``server.baseUrlPath``; one that begins
        with ``/`` is taken as it is.
    """
    base = prefix.rstrip("/")
    if not base.startswith("/"):
        base = _FROM_COMPONENT + base
    return (
        [(name, f"{base}/{file}") for name, file in _SCRIPTS.items()],
        [(name, f"{base}/{file}") for name, file in _STYLES.items()],
    )


def use_static(prefix: str = "app/static") -> None:
    """Point every folium map at the local files; no Bootstrap, no icon fonts."""
    folium.Map.default_js, folium.Map.default_css = links(prefix)


def inline(html: str) -> str:
    """Put the files themselves in place of links to them.

    Parameters
    ----------
    html
        A page that links the files by any path; other links are left alone.

    Returns
    -------
    str
        A page that opens by double click with no network at all.
    """
    html = _STYLE_LINK.sub(lambda link: _style(link[1]) or link[0], html)
    return _SCRIPT_LINK.sub(lambda link: _script(link[1]) or link[0], html)


def _script(url: str) -> str:
    name = url.rsplit("/", 1)[-1]
    return f"<script>{_text(name)}</script>" if name in _SCRIPTS.values() else ""


def _style(url: str) -> str:
    name = url.rsplit("/", 1)[-1]
    return f"<style>{_text(name)}</style>" if name in _STYLES.values() else ""


@cache
def _text(name: str) -> str:
    """Text of a file, safe inside its tag, its pictures written into it."""
    text = files()[name].read_text(encoding="utf-8")
    if name.endswith(".css"):
        return _CSS_URL.sub(lambda url: f"url({_data_uri(url[1])})", text)
    # A closing tag in a string would end the script around it.
    return text.replace("</script", "<\\/script")


def _data_uri(name: str) -> str:
    kind = mimetypes.guess_type(name)[0]
    data = base64.b64encode(files()[name].read_bytes()).decode()
    return f"data:{kind};base64,{data}"
