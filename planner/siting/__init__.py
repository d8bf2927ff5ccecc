"""Where to open sites: numbers in, a plan with a proved bound out.

Doors: :func:`solve_lscp` (cover all at least cost), :func:`solve_mclp` (cover most),
:func:`solve_p_median` (least travel in all), :func:`solve_p_center` (least greatest
travel), :func:`cover_curve`, :func:`near_best`, :func:`stand_nearer`,
:func:`site_worth`, :func:`score_by_hand`, :func:`solve_lscp_by_part`.
"""

from planner.siting.alternatives import Alternative as Alternative
from planner.siting.alternatives import near_best as near_best
from planner.siting.by_part import own_pairs as own_pairs
from planner.siting.by_part import solve_lscp_by_part as solve_lscp_by_part
from planner.siting.center import solve_p_center as solve_p_center
from planner.siting.covering import solve_lscp as solve_lscp
from planner.siting.curve import Curve as Curve
from planner.siting.curve import cover_curve as cover_curve
from planner.siting.maximal import solve_mclp as solve_mclp
from planner.siting.median import solve_p_median as solve_p_median
from planner.siting.nearer import stand_nearer as stand_nearer
from planner.siting.plan import Progress as Progress
from planner.siting.plan import SitingPlan as SitingPlan
from planner.siting.plan import Watch as Watch
from planner.siting.sites import SiteGroup as SiteGroup
from planner.siting.warming import warm_up as warm_up
from planner.siting.worth import Score as Score
from planner.siting.worth import Swap as Swap
from planner.siting.worth import Worth as Worth
from planner.siting.worth import score_by_hand as score_by_hand
from planner.siting.worth import site_worth as site_worth
