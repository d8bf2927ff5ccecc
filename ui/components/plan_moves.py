"""Which places of a plan stand in for which of another."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from geo.travel import Indices
from geo.words import Lang
from planner.new_bases.answering import BaseAnswer
from planner.new_bases.question import BaseQuestion
from ui.components.plan_data import site_name
from ui.text import say


def moves(before: BaseAnswer, after: BaseAnswer) -> list[tuple[int, int]]:
    """Pair the places given up with the new ones, so that all lie nearest together.

    Returns
    -------
    list of (out, into)
        Positions among the candidates; -1 where nothing stands in for it. Both plans
        must have the same candidates.
    """
    out = np.setdiff1d(before.opened, after.opened)
    into = np.setdiff1d(after.opened, before.opened)
    lonlat = before.question.candidates.lonlat
    off = lonlat[out][:, None] - lonlat[into][None]
    if len(out):
        # A degree of longitude is shorter than one of latitude.
        off[:, :, 0] *= np.cos(np.radians(lonlat[out][:, 1].mean()))
    rows, columns = linear_sum_assignment((off**2).sum(axis=2))
    pairs = list(zip(out[rows].tolist(), into[columns].tolist(), strict=True))
    pairs += [(one, -1) for one in _rest(out, rows)]
    return pairs + [(-1, one) for one in _rest(into, columns)]


def moves_text(before: BaseAnswer, after: BaseAnswer, lang: Lang) -> str:
    """Each place given up and the one for it; empty where all are the same."""
    question = before.question
    told = [_told(pair, question, lang) for pair in moves(before, after)]
    return say("bases_moves_joint", lang).join(told)


def _rest(places: Indices, used: Indices) -> list[int]:
    left: list[int] = np.delete(places, used).tolist()
    return left


def _told(pair: tuple[int, int], question: BaseQuestion, lang: Lang) -> str:
    out, into = (site_name(question, one) if one >= 0 else "" for one in pair)
    if out and into:
        return say("bases_move", lang, out=out, into=into)
    key, name = ("bases_move_in", into) if into else ("bases_move_out", out)
    return say(key, lang, name=name)
