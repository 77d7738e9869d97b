"""Count and tell for neighbourhoods: the names that a notebook may use, and nothing else.

    study  = wl.open_study(params)           checked study and tables
    answer = wl.compare_wellbeing(study)     estimates: they print their shape only
    shown  = wl.release(answer, study)       safe to show
    wl.show(shown)                           figure, table and plain sentences
    wl.publish(shown, study)                 facts that a story may cite, tables as CSV

Each name is imported when it is first used, so that `import wijklab` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wijklab.analyses.budget import follow_budget
    from wijklab.analyses.cases import analyse_cases
    from wijklab.analyses.cost_effectiveness import weigh_cost_effectiveness
    from wijklab.analyses.costs import compare_costs
    from wijklab.analyses.ladder import compare_ladder
    from wijklab.analyses.missing import examine_missing
    from wijklab.analyses.over_time import compare_over_time
    from wijklab.analyses.reporting import account_for_study
    from wijklab.analyses.robustness import examine_robustness
    from wijklab.analyses.social_return import reckon_social_return
    from wijklab.analyses.wellbeing import compare_wellbeing
    from wijklab.analyses.wijkfoto import profile_neighbourhood
    from wijklab.disclosure import release
    from wijklab.report import publish, show
    from wijklab.sources.opening import open_study
    from wijklab.story import tell_history

_HOMES: Final = MappingProxyType(
    {
        "open_study": "wijklab.sources.opening",
        "profile_neighbourhood": "wijklab.analyses.wijkfoto",
        "compare_wellbeing": "wijklab.analyses.wellbeing",
        "compare_over_time": "wijklab.analyses.over_time",
        "compare_ladder": "wijklab.analyses.ladder",
        "compare_costs": "wijklab.analyses.costs",
        "weigh_cost_effectiveness": "wijklab.analyses.cost_effectiveness",
        "reckon_social_return": "wijklab.analyses.social_return",
        "follow_budget": "wijklab.analyses.budget",
        "examine_missing": "wijklab.analyses.missing",
        "examine_robustness": "wijklab.analyses.robustness",
        "analyse_cases": "wijklab.analyses.cases",
        "account_for_study": "wijklab.analyses.reporting",
        "tell_history": "wijklab.story",
        "release": "wijklab.disclosure",
        "show": "wijklab.report",
        "publish": "wijklab.report",
    }
)

__all__ = [
    "account_for_study",
    "analyse_cases",
    "compare_costs",
    "compare_ladder",
    "compare_over_time",
    "compare_wellbeing",
    "examine_missing",
    "examine_robustness",
    "follow_budget",
    "open_study",
    "profile_neighbourhood",
    "publish",
    "reckon_social_return",
    "release",
    "show",
    "tell_history",
    "weigh_cost_effectiveness",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'wijklab' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
