"""Advisory groups: which experts advise which county, wanted by both sides.

:mod:`planner.advisory` matches in numbers; this room puts the pool of experts, the
counties' applications and the groups in force into them, and the answer back into rows
of the layers ``groups`` and ``people``; :mod:`planner.advising.ledger` keeps account of
what the groups do.
"""
