"""The roster: which commissioner serves which village, and what changes when.

:mod:`planner.assignment` solves in numbers; this room puts people and villages of a
workspace into them and the answer back into rows of the layer ``assignments``.
"""
