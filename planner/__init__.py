"""Ids, numbers and matrices: rules, verdicts, plans, and the workspace that keeps them.

Knows no screen. Geometry is met in :mod:`planner.problem` only.
"""
