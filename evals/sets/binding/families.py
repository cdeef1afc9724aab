"""All families, and the set: as many claims of each as are asked for, always the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from random import Random

from evals.sets.binding import linked, swapping, table_claims, wording
from evals.sets.binding.binding_claim import BoundClaim, Family, Made, TextPassage
from evals.sets.binding.restating import RESTATINGS, said_otherwise, verbatim

FAMILIES: dict[str, Family] = {
    "parallel sentence": swapping.parallel,
    "one clause": swapping.clause_of_another,
    "neighbour's value": swapping.neighbours_value,
    "agent and patient": swapping.agent_and_patient,
    "parallel members": table_claims.parallel_members,
    "figures by year": table_claims.figures_by_year,
    "row and column": table_claims.rows_and_columns,
    "list": table_claims.members_of_a_list,
    "pronoun": linked.pronoun,
    "speaker": linked.speaker,
    "who said it": linked.who_said,
    "first and last": wording.first_and_last,
    "planned and done": wording.planned_and_done,
    "part and whole": wording.part_and_whole,
    "before and after": wording.before_and_after,
    "rejected view": wording.rejected_view,
    "stitched": linked.stitched,
    "note": linked.noted,
    "joined": linked.joined,
    "verbatim": verbatim,
    **{name: partial(said_otherwise, way) for name, way in RESTATINGS.items()},
}
"""The families by name; some make true claims, some false ones, some both."""


def claims(passages: Iterable[TextPassage], most: int, seed: int = 0) -> Iterator[BoundClaim]:
    """At most ``most`` claims of each family and truth, of passages drawn by chance; two of a passage at most."""
    drawn = list(passages)
    Random(seed).shuffle(drawn)
    for name, family in FAMILIES.items():
        left = {True: most, False: most}
        for passage in drawn:
            if not any(left.values()):
                break
            dice = Random(f"{seed} {name} {passage.document} {passage.sentences[0]}")
            for made in _two(list(family(passage, dice)), dice):
                if left[made.true] and _differs(made, passage):
                    left[made.true] -= 1
                    yield BoundClaim(name, made.claim, made.true, made.laid_out or passage, made.cited)


def _two(made: Sequence[Made], dice: Random) -> list[Made]:
    return dice.sample(made, min(2, len(made)))


def _differs(made: Made, passage: TextPassage) -> bool:
    """Whether the claim is a true one, or says what no sentence of its passage says word for word."""
    return made.true or not any(made.claim.rstrip(".") in sentence for sentence in passage.sentences)
