"""The page of pairing: its answer, changes by hand, adopting, and the empty state."""

import datetime as dt
import re

import pandas as pd
import pytest

from geo.frames import empty
from planner.pairing.choice import PairingChoice
from planner.rule import Rule
from planner.travelling import TravelChoice
from planner.workspace import Workspace
from tests import desk, toy, toy_records
from tests.planner.pairing.asking import (
    EXPERTS,
    code,
    company,
    expert,
    paper,
    papers,
    partner,
    partners,
    people,
    post,
    three,
)
from ui.components import data, pairing_data, pairing_keep
from ui.components.pairing_state import Asked
from ui.maps.pairing_map import PairingView, pairing_map
from ui.text import say

CHINESE = re.compile("[\u4e00-\u9fff]")
ON = dt.date(2019, 6, 1)
VIEWS = ["pairs", "loads", "open", "changes", "keep"]
KINDS = [
    "villages", "three_regions", "universities", "east_counties", "east_villages"
]  # fmt: skip


@pytest.fixture
def workspace(workspaces, monkeypatch) -> Workspace:
    """Four of five villages can be paired; a three-regions person lacks everything."""
    monkeypatch.setattr(data, "today", lambda: ON)
    return desk.make_workspace(
        workspaces,
        people=people(*EXPERTS, three("t1", code(3))),
        agreements=papers(paper("a1", code(4), "e3")),
        household_counts=toy_records.household_counts(),
        partners=partners(
            partner("p1", "440304", capacity=1), company("o1", "4403", trades="tea")
        ),
    )


def told(at) -> str:
    kinds = ("html", "markdown", "caption", "info", "error", "warning", "success")
    bodies = [
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for kind in kinds
        for one in at.get(kind)
    ]
    return re.sub(r"<[^>]+>", "", "\n".join(bodies))


def button(at, key):
    (found,) = [one for one in at.button if one.key == key]
    return found


def table(at, column) -> pd.DataFrame:
    (found,) = [one.value for one in at.dataframe if column in one.value]
    return found


def setting(at, name):
    return at.session_state[f"setting:{name}"]


def open_page(app, **params):
    return app("pairing", **{"method": "straight_line", **params})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_in_english(app, workspace, kind):
    views = ("keep", "pairs", "changes", "open", "loads")
    view = dict(zip(KINDS, views, strict=True))[kind]
    at = open_page(app, lang="en", pair_kind=kind, pair_view=view)
    assert [error.value for error in at.error] == []
    labels = [one.label for one in (*at.button, *at.toggle, *at.selectbox)]
    assert [label for label in labels if CHINESE.search(label)] == []


def test_the_sentence_answers_and_what_is_open_has_its_reason(app, workspace):
    at = open_page(app, pair_pick=post(5))
    assert "5 个村中 4 个结得上对，1 个还没有" in told(at)
    assert "已证明最优，并经独立复核" in told(at)
    assert "专家e3" in told(at)
    assert "没有填产业的结对方" in told(at)
    rows = table(at, "party")
    assert rows.loc[post(4), "party"] == "专家e2"
    assert "已离任" in rows.loc[post(5), "party"]
    button(at, "pairing_reason_closed_then").click().run()
    assert list(table(at, "fix").index) == [post(5)]
    at.session_state["setting:pair_view"] = "loads"
    at.run()
    assert table(at, "used")["load"].tolist() == [2, 2]


def test_a_pair_is_banned_pinned_and_taken_back(app, workspace):
    at = open_page(app, pair_pick=post(1), pair_view="changes")
    assert table(at, "before").loc[post(4), "after"] == "专家e2"
    button(at, "pairing_ban").click().run()
    assert setting(at, "pair_bans") == ((post(1), "e1"),)
    assert "被禁止" in told(at)
    button(at, "pairing_undo_step").click().run()
    button(at, "pairing_pin").click().run()
    assert setting(at, "pair_pins") == ((post(1), "e1"),)
    assert "已固定" in told(at)
    button(at, "pairing_forget").click().run()
    assert setting(at, "pair_pins") == ()


def test_pins_that_contradict_are_listed_with_a_way_back(app, workspace):
    at = open_page(app)
    at.session_state["setting:pair_pins"] = ((post(5), "e3"), (post(1), "e5"))
    at.run()
    (error,) = at.error
    assert "专家e3" in error.value
    assert "专家e5" in error.value
    button(at, "pairing_unpin_0").click().run()
    assert setting(at, "pair_pins") == ((post(1), "e5"),)


def test_bad_settings_are_one_list(app, workspace):
    at = open_page(app, pair_roles="")
    (error,) = at.error
    assert "至少选一种" in error.value


def test_three_regions_people_and_what_they_lack(app, workspace):
    at = open_page(app, pair_kind="three_regions", pair_pick="t1/base")
    rows = table(at, "lacks")
    assert rows["lacks"].tolist() == ["项目、基地、经营主体、贫困户"]
    assert rows["base"].iloc[0] in ("新：城关示范基地", "新：平马专家服务站")
    assert "现在缺：项目" in told(at)


def test_eastern_counties_are_paired_off_the_map(app, workspace):
    post_ = f"{toy.WEST}/east_west/1"
    at = open_page(
        app, pair_kind="east_counties", pair_view="open", pair_pick=post_, pair_limit=9
    )
    assert "2 个贫困县中 1 个有东部协作方" in told(at)
    assert "再有一个东部县区" in told(at)
    assert "东部p1" in told(at)
    assert "分钟" not in told(at)
    labels = [one.label for one in (*at.number_input, *at.segmented_control)]
    assert say("pairing_limit", "zh") not in labels
    assert list(table(at, "fix").index) == [f"{toy.EAST}/east_west/1"]
    asked = Asked("east_counties", PairingChoice(), TravelChoice())
    found = pairing_data.pairing(workspace.path, asked)
    rule = data.report(workspace.path, Rule(on=ON), _question().travel)
    drawn = pairing_map(PairingView(found.answer, rule, "zh")).data
    assert say("pairing_map_east", "zh") in drawn
    assert "东部p1" in drawn[drawn.index(say("pairing_map_east", "zh")) :]


def test_eastern_organisations_come_to_villages(app, workspace):
    at = open_page(app, pair_kind="east_villages")
    rows = table(at, "party")
    assert rows.loc[post(3), "party"] == "东部o1"
    at.session_state["setting:pair_view"] = "keep"
    at.run()
    button(at, "pairing_adopt").click().run()
    button(at, "pairing_adopt_yes").click().run()
    new = workspace.layer("agreements").set_index("unit_code")
    assert new.loc[code(3), ["partner", "partner_unit"]].tolist() == ["东部o1", "4403"]


def test_adopting_leaves_drafts_that_can_be_taken_back(app, workspace):
    at = open_page(app, pair_view="keep")
    button(at, "pairing_adopt").click().run()
    assert "**草稿**" in told(at)
    button(at, "pairing_adopt_yes").click().run()
    assert "已采纳为草稿" in told(at)
    rows = workspace.layer("agreements")
    assert (rows["signed_on"] == "").sum() == 4
    assert say("pairing_adopt_same", "zh") in told(at)
    at.date_input(key="pairing_signed_on").set_value(ON).run()
    button(at, "pairing_adopt").click().run()
    button(at, "pairing_adopt_yes").click().run()
    assert (workspace.layer("agreements")["signed_on"] == "").sum() == 0
    button(at, "pairing_undo").click().run()
    button(at, "pairing_undo_yes").click().run()
    assert (workspace.layer("agreements")["signed_on"] == "").sum() == 4


def test_terms_that_cannot_be_are_said(app, workspace):
    at = open_page(app, pair_view="keep")
    at.date_input(key="pairing_filed_on").set_value(ON).run()
    assert "没有签订日期" in told(at)
    assert [one for one in at.button if one.key == "pairing_adopt"] == []


@pytest.mark.parametrize("name", ["xlsx", "csv", "geojson"])
def test_each_file_is_written(workspace, name):
    found = pairing_data.pairing(workspace.path, _question())
    file = next(one for one in pairing_keep.FILES if one.endswith(name))
    terms = pairing_keep.Terms()
    assert len(pairing_keep._written(workspace.path, found, terms, file, "zh")) > 100


def test_nobody_recorded_says_which_layer_to_fill(app, workspaces, monkeypatch):
    monkeypatch.setattr(data, "today", lambda: ON)
    desk.make_workspace(workspaces, people=empty("people"))
    at = open_page(app)
    assert "没有登记专家或组织" in told(at)
    button(at, "pairing_records").click().run()
    assert at.session_state["page_shown"] == "records"
    assert setting(at, "records_layer") == "people"


def test_no_partner_recorded_leads_to_their_layer(app, workspaces, monkeypatch):
    monkeypatch.setattr(data, "today", lambda: ON)
    desk.make_workspace(workspaces)
    at = open_page(app, pair_kind="east_counties")
    assert "没有登记东部县区" in told(at)
    button(at, "pairing_records").click().run()
    assert setting(at, "records_layer") == "partners"


def test_names_of_others_stay_texts(app, workspaces, monkeypatch):
    monkeypatch.setattr(data, "today", lambda: ON)
    bad = "<img src=x onerror=alert(1)>"
    rows = people(
        {**expert("e1", "", code(1), organisation=bad), "name": bad}, *EXPERTS[1:]
    )
    desk.make_workspace(workspaces, people=rows)
    at = open_page(app, pair_pick=post(3), pair_view="changes")
    bodies = [str(one.body) for one in at.get("html")]
    assert not [body for body in bodies if "<img" in body]


def test_the_map_has_every_village_and_expert(workspace):
    asked = _question()
    found = pairing_data.pairing(workspace.path, asked)
    rule = data.report(workspace.path, Rule(on=ON), asked.travel)
    whole = pairing_map(PairingView(found.answer, rule, "zh")).data
    assert whole.count('"kind":"village"') == 5
    assert say("pairing_map_tie", "zh") in whole
    assert say("pairing_map_new", "zh") in whole


def _question() -> Asked:
    return Asked("villages", PairingChoice(), TravelChoice(method="straight_line"))


def test_a_county_has_its_own_sentence_and_households_their_year(app, workspace):
    at = app("pairing", method="straight_line", county=code(5)[:6])
    assert "贫困户数是户数统计中有劳动能力的户（2018 年 2 个村）" in told(at)
    own = table(at, "party")
    (line,) = re.findall(r"：(\d+) 个村，(\d+) 个结得上对", told(at))
    assert line == (str(len(own)), str(int(own["travel"].notna().sum())))
