"""Words that say the opposite of each other; each line has two sides, and what stands on one side goes together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from retrieval.english.words import stem

_SIDES = """
    rose rise rising risen increase increased grow grew grown climb climbed jump surge soar gain expand swell mount /
        fell fall falling fallen decrease decreased decline declined drop dropped shrink shrank sink sank plunge plummet
        dwindle diminish contract reduce lower lost loss
    more greater / less fewer
    most / least fewest
    majority / minority
    higher highest high above over exceed exceeded surpass top upper / lower lowest low below under bottom
    before prior preceding / after following subsequent
    earlier earliest early / later latest late
    previously formerly / subsequently
    first / last final
    begin began begun start started launch open opened reopen reopened /
        end ended stop stopped cease ceased close closed shut finish
    larger largest large bigger biggest big / smaller smallest small little tiny
    longer longest long / shorter shortest short brief briefly
    stronger strong strongest strength strengthen strengthened / weaker weak weakest weakness weaken weakened
    better best good improve improved well / worse worst bad worsen worsened deteriorate poorly badly
    win won winner victory victorious / lose lost loser defeat defeated
    success succeed succeeded successful successfully / failure fail failed unsuccessful unsuccessfully
    accept accepted approve approved / reject rejected refuse refused deny denied
    allow allowed permit permitted / forbid forbade forbidden ban banned prohibit prohibited bar
    support supported favor favored favour favoured back backed / oppose opposed resist
    for / against
    agree agreed / disagree disagreed
    import imported importer / export exported exporter
    buy bought purchase / sell sold sale
    borrow borrowed / lend lent
    enter entered arrive arrived join joined admit admitted / leave left depart departed quit exit exited expel
    north northern northeast / south southern southeast
    east eastern / west western
    inside internal interior domestic inner within / outside external exterior foreign outer
    public / private
    rich richer richest wealthy affluent wealth / poor poorer poorest poverty
    old older oldest / young younger youngest new newer newest
    hot hotter warm warmer / cold colder cool cooler
    positive positively / negative negatively
    true correct right accurate / false incorrect wrong inaccurate
    legal lawful / illegal unlawful
    always / never
    often frequently commonly usually / rarely seldom infrequently
    all every everyone everybody everything always / none no nobody nothing nowhere
    with / without
    include included including / exclude excluded excluding except
    add added addition / remove removed subtract removal
    maximum max / minimum min
    vertical vertically / horizontal horizontally
    predecessor precede preceded / successor succeed succeeded
    ancestor / descendant
    employer / employee
    up upward upwards / down downward downwards
    near nearer nearest close nearby / far farther farthest distant
    born birth / died death dead dies killed
    marry married / divorce divorced
    male man men boy father son husband brother king / female woman women girl mother daughter wife sister queen
    easy easier easily / difficult hard harder
    fast faster fastest quick quickly rapid rapidly / slow slower slowest slowly gradually
    safe safer safety / dangerous unsafe danger risky
    same identical similar / different opposite dissimilar
    alive living survive survived / dead extinct
    war / peace
    friend ally friendly allied / enemy foe hostile
    love loved like liked / hate hated dislike disliked
    advance advanced / retreat retreated withdraw withdrew withdrawn
    appear appeared / disappear disappeared vanish
    known famous / unknown obscure
    possible possibly able / impossible unable
    likely probable probably / unlikely improbable
    create created build built construct / destroy destroyed demolish demolished dismantle
    connect connected unite united / separate separated divide divided
    send sent export / receive received
    give gave given / take took taken
    push / pull
    lead led / follow followed
    cause caused / prevent prevented
    accelerate accelerated / decelerate slow slowed delay delayed
    encourage encouraged promote promoted / discourage discouraged hinder hindered
    attack attacked / defend defended defence defense
    deep deeper / shallow
    wide wider widen widened broad broader / narrow narrower narrowed
    full / empty
    thick thicker / thin thinner
    active / passive inactive
    heavy heavier / light lighter
    tall taller tallest / short shorter
    ahead / behind
    many much numerous several / few little
    both / neither
    major main primary / minor secondary
    natural naturally / artificial artificially
    permanent permanently / temporary temporarily
    voluntary voluntarily optional / compulsory mandatory obligatory
    innocent acquitted / guilty convicted
    urban / rural
    modern contemporary / ancient medieval
    liberal / conservative
    benefit beneficial advantage / harm harmful disadvantage
    surplus / deficit
    profit / loss
    supply / demand
    arrival / departure
    ascend ascent / descend descent
    left / right
    morning / evening
    summer / winter
    day / night
"""


@cache
def opposites() -> Mapping[str, frozenset[str]]:
    """The stems that say the opposite, for each stem."""
    found: dict[str, frozenset[str]] = {}
    for line in re.sub(r"\n {8}", " ", _SIDES).splitlines():
        one, _, two = line.partition("/")
        sides = [frozenset(map(stem, side.split())) for side in (one, two)]
        for mine, theirs in (sides, sides[::-1]):
            for word in mine:
                found[word] = found.get(word, frozenset()) | (theirs - mine)
    return found
