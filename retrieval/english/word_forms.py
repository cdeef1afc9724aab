"""Forms of one word that a stemmer keeps apart: "fell" and "fall", "closure" and "closed"."""

from __future__ import annotations

from functools import cache, lru_cache

from retrieval.english.words import stem

_IRREGULAR = """
    be am is are was were been being|have has had having|do does did done|go goes went gone|make made
    take took taken|give gave given|get got gotten|come came|become became|begin began begun|break broke broken
    bring brought|build built|buy bought|catch caught|choose chose chosen|cut cuts|deal dealt|draw drew drawn
    drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought|find found
    flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|freeze froze frozen|grow grew grown
    hear heard|hide hid hidden|hold held|keep kept|know knew known|lay laid|lead led|leave left|lend lent
    lose lost|mean meant|meet met|pay paid|ride rode ridden|ring rang rung|rise rose risen|run ran|say said
    see saw seen|seek sought|sell sold|send sent|set sets|shake shook shaken|shine shone|shoot shot
    show showed shown|shrink shrank shrunk|shut shuts|sing sang sung|sink sank sunk|sit sat|sleep slept
    speak spoke spoken|spend spent|spread spreads|stand stood|steal stole stolen|strike struck|swear swore sworn
    swim swam swum|teach taught|tear tore torn|tell told|think thought|throw threw thrown|understand understood
    wake woke woken|wear wore worn|win won|write wrote written|foot feet|man men|woman women|child children
    person people|die died dead death|choice choose chose|sale sell sold|loss lose lost|growth grow grew
    speech speak spoke|thought think|proof prove proved|high height|long length|wide width|strong strength
    deep depth
"""
_ENDINGS = frozenset(
    """e ed er ers es s ing ion ions ation ations ment ments al ally ly ness ity ies y ied ure ures ance ence ant ent
    able ible ive ic ical ist ists ism or ors t""".split()
) | {""}
_LEAST = 4
"""Letters that two forms of one word share at least."""


@cache
def _together() -> dict[str, frozenset[str]]:
    rows = [frozenset(row.split()) for line in _IRREGULAR.strip().splitlines() for row in line.split("|")]
    return {word: frozenset().union(*(row for row in rows if word in row)) for row in rows for word in row}


@lru_cache(16_384)
def are_forms_of_one(first: str, second: str) -> bool:
    """Returns whether two bare words are forms of one word, in the sense of the lists above."""
    mine, theirs = {first, stem(first)}, {second, stem(second)}
    if mine & theirs or any(theirs & _together().get(form, frozenset()) for form in mine):
        return True
    shared = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    return any(first[cut:] in _ENDINGS and second[cut:] in _ENDINGS for cut in range(_LEAST, shared + 1))
