"""What matching learns from a cooperation: how far the two listings of a suggestion have come together."""

from __future__ import annotations

from cooperation.models import Cooperation
from cooperation.stage_choices import Stage, StageState
from matching.models import Suggestion
from matching.suggestions import mark_reached

Reached = Suggestion.Reached
GRADES = {
    Stage.MEETING: Reached.MEETING,
    Stage.MEMORANDUM: Reached.MEMORANDUM,
    Stage.CONTRACT: Reached.CONTRACT,
}


def teach(cooperation: Cooperation) -> None:
    """Write the grade that the stages done now come to; after a stage was opened again, a lower one."""
    if cooperation.need_id is None or cooperation.offer_id is None:
        return
    done = cooperation.stages.filter(state=StageState.DONE, code__in=GRADES).values_list("code", flat=True)
    reached = max((GRADES[Stage(code)] for code in done), default=Reached.INTEREST)
    mark_reached(need=cooperation.need_id, offer=cooperation.offer_id, reached=reached)
