"""New bases: the least that closes a gap, where it stands, and why there.

:mod:`planner.siting` solves in numbers; this room puts the planner's question into them
and the answer back into villages, places and money.
"""
