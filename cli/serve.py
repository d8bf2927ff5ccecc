"""Serve the app from this process, what every page needs already loaded.

Loading the geometry libraries takes seconds; doing it before the server listens spares
the first visitor the wait.
"""

import runpy
import sys
from pathlib import Path

import planner.handover
import planner.intake
import ui.maps.standalone
from ui.maps.assets import install_static

# Loaded for the first visitor, not used here.
LOADED = (planner.handover, planner.intake, ui.maps.standalone)


def main() -> None:
    """Run the app with the server's options from the command line."""
    root = Path(__file__).parents[1]
    install_static(root / "static")
    app = root / "streamlit_app.py"
    sys.argv = ["streamlit", "run", str(app), *sys.argv[1:]]
    runpy.run_module("streamlit", run_name="__main__")


if __name__ == "__main__":
    main()
