"""A year of caravan visits in sentences."""

from geo.words import Lang
from planner.duties.days import unknown_days
from planner.errors import WORDS
from planner.handover import travel_told
from planner.outings.answering import OutingAnswer
from planner.outings.comparing import LITRES_PER_100_KM, compare
from planner.outings.tours import Outing, outings


def clock(minutes: float) -> str:
    """Minutes after midnight as ``08:05``."""
    whole = round(minutes)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def made_text(answer: OutingAnswer, lang: Lang) -> str:
    """Say what a plan comes to in one sentence."""
    tours = answer.tours
    told: dict[str, object] = {
        "owed": answer.owed,
        "made": answer.made,
        "missing": answer.owed - answer.made,
        "days": len(tours),
        "km": f"{tours['km'].sum():.0f}",
        "drive": f"{tours['drive'].sum():.0f}",
        "nights": sum(one.nights for one in outings(answer)),
        "cost": f"{answer.cost:.0f}",
    }
    return WORDS.say("outing_made", lang, told)


def compared_text(
    answer: OutingAnswer, lang: Lang, *, litres_per_100km: float = LITRES_PER_100_KM
) -> str:
    """Set a plan against day trips in one sentence."""
    plan, trips = compare(answer, litres_per_100km=litres_per_100km)
    told: dict[str, object] = {"litres": f"{litres_per_100km:g}"}
    for before, one in (("plan_", plan), ("", trips)):
        told |= {
            f"{before}days": one.days,
            f"{before}km": f"{one.km:.0f}",
            f"{before}cost": f"{one.cost:.0f}",
            f"{before}co2": f"{one.co2_kg:.0f}",
        }
    return WORDS.say("outing_compared", lang, told)


def asked_lines(answer: OutingAnswer, lang: Lang) -> list[str]:
    """Say what was asked: villages, crews, costs, nights, and how ways are measured."""
    question = answer.question
    choice = question.choice
    told: dict[str, object] = {
        "start": choice.start,
        "end": choice.end,
        "villages": WORDS.say(f"set_{question.rule.villages}", lang, {}),
        "visits": choice.visits,
        "gap": choice.gap_days,
        "minutes": f"{choice.minutes:g}",
    }
    crew: dict[str, object] = {
        "day": f"{choice.hours_day:g}",
        "week": f"{choice.hours_week:g}",
        "stops": choice.most_stops,
        "rest": f"{choice.rest_min:g}",
        "weekends": WORDS.say("yes" if choice.weekends else "no", lang, {}),
    }
    for name in ("from", "to", "rest_from", "rest_until"):
        crew[name] = clock(getattr(choice, f"{name}_h") * 60)
    costs: dict[str, object] = {
        name: f"{getattr(choice, f'{name}_cost'):g}"
        for name in ("km", "hour", "day", "night")
    }
    costs["value"] = f"{choice.visit_value:g}"
    away: dict[str, object] = {
        "nights": choice.nights,
        "hosts": WORDS.say(f"outing_hosts_{choice.hosts}", lang, {}),
    }
    return [
        WORDS.say("outing_asked", lang, told),
        WORDS.say("outing_crew", lang, crew),
        WORDS.say("outing_costs", lang, costs),
        WORDS.say(f"outing_nights_{'most' if choice.nights else 'none'}", lang, away),
        travel_told(question.travel, lang),
    ]


def warnings_of(answer: OutingAnswer, lang: Lang) -> list[str]:
    """Say what the reader must know: holidays not announced, data that is made up."""
    question = answer.question
    unknown = unknown_days(question.choice.end)
    told = [WORDS.say(key, lang, values) for key, values in unknown]
    if unknown and not question.choice.weekends:
        told.append(WORDS.say("outing_likely_off", lang, {}))
    frames = (question.caravans, question.places)
    rows = sum(int(frame["illustrative"].sum()) for frame in frames)
    if rows:
        told.append(WORDS.say("illustrative_note", lang, {"rows": rows}))
    return told


def outing_notes(
    answer: OutingAnswer, lang: Lang, *, litres_per_100km: float = LITRES_PER_100_KM
) -> list[str]:
    """Sentences that must go with every file of a plan."""
    steps = sum(plan.steps for plan in answer.plans)
    seed = answer.plans[0].seed if answer.plans else 0
    return [
        *asked_lines(answer, lang),
        made_text(answer, lang),
        compared_text(answer, lang, litres_per_100km=litres_per_100km),
        WORDS.say("outing_search", lang, {"seed": seed, "steps": steps}),
        *warnings_of(answer, lang),
        WORDS.say("crs_note", lang, {}),
    ]


def tour_title(outing: Outing, answer: OutingAnswer, lang: Lang) -> str:
    """Caravan and number of villages of a day out."""
    told: dict[str, object] = {
        "caravan": caravan_name(outing, answer),
        "visits": len(outing.tour.stops),
    }
    key = "outing_title" if outing.tour.stops else "outing_away"
    return WORDS.say(key, lang, told)


def caravan_name(outing: Outing, answer: OutingAnswer) -> str:
    """Name of the caravan of a day out, as the layer has it."""
    row = outing.part.caravans[outing.tour.van]
    return str(answer.question.caravans["name"].iloc[row])


def place_name(outing: Outing, place: int, lang: Lang) -> str:
    """Name of a place where a day begins or ends; a caravan's home is called so."""
    if place == int(outing.part.problem.vans.home[outing.tour.van]):
        return WORDS.say("outing_home", lang, {})
    return outing.part.names[place]


def tour_lines(outing: Outing, answer: OutingAnswer, lang: Lang) -> list[str]:
    """A day out from departure to return, a line for each village."""
    tour = outing.tour
    places = answer.question.places
    place, township = places["name"], places["township_name"]
    leaves: dict[str, object] = {
        "at": clock(tour.depart / 60),
        "place": place_name(outing, tour.start, lang),
    }
    comes: dict[str, object] = {
        "at": clock(tour.back / 60),
        "place": place_name(outing, tour.end, lang),
    }
    lines = [WORDS.say("outing_depart", lang, leaves)]
    for number, stop in enumerate(tour.stops, 1):
        row = outing.part.places[stop.task]
        told: dict[str, object] = {
            "number": number,
            "begin": clock(stop.begin / 60),
            "leave": clock(stop.leave / 60),
            "village": place.iloc[row],
            "township": township.iloc[row],
        }
        key = "outing_stop" if told["township"] else "outing_stop_plain"
        lines.append(WORDS.say(key, lang, told))
    away = "outing_night" if outing.nights else "outing_back"
    return [*lines, WORDS.say(away, lang, comes)]
