"""Pairing: who takes on which poor village, three-regions person or poor county.

:mod:`planner.assignment` solves in numbers; this room puts the records of people,
organisations and agreements into them, and the answer back into rows of the layers
``agreements`` and ``people``.
"""
