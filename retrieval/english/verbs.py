"""Verbs, told by their form: where a clause has its subject, and whether an "and" begins a clause of its own.

Irregular pasts, helping verbs and common verbs in the present are listed; others are known by "-ed". No tagger: where a
form may be a noun as well ("results", "claims"), the words around it decide, and in doubt it is none.
"""

from __future__ import annotations

from retrieval.english.stems import stemmed

HELPING = frozenset(
    """am is are was were be been being has have had having do does did can could may might must shall should will
    would isnt arent wasnt werent hasnt havent hadnt dont doesnt didnt cant cannot couldnt wont wouldnt""".split()
)
_IRREGULAR = frozenset(
    """arose ate became began beat bent bet bit bled blew bore bought bound broke brought built burnt came caught chose
    clung cost cut dealt drank drew drove dug fed fell felt fled flew forbade forgot fought found froze gave got grew
    held hid hit hung hurt kept knew laid lay led left lent let lit lost made meant met paid put quit ran rang read rode
    rose said sang sank sat saw sent set shook shone shot shrank shut slept slid sold sought spent spoke sprang spread
    stole stood struck stuck swam swept swore taught thought threw told took tore understood undertook went wept
    withdrew
    woke won wore wrote""".split()
)
_COMMON = """
    accept account achieve act add adjust adopt affect agree allow announce appear apply appoint argue arrive ask assume
    attack attend avoid become begin believe belong bring build buy call carry cause charge choose claim close collect
    come compare comprise concern confirm consider consist contain continue contribute control cost count cover create
    cross cut decide decline defend define deliver demand deny depend describe design destroy develop die disappear
    discover discuss divide draw drive drop earn elect employ enable end enter establish estimate exceed exist expand
    expect explain export express extend face fail fall favor favour fear feature feel fight fill find finish fly focus
    follow force form gain get give go govern grow handle happen hear help hold hope host identify imply import improve
    include increase indicate inform intend introduce invest investigate invite involve issue join keep know last lay
    lead learn leave lend let lie like limit link list live look lose maintain make manage mark marry mean measure meet
    mention move need note number observe obtain occur offer open operate oppose order organize own pass pay perform
    permit place plan play point possess prefer prepare present prevent print produce prohibit promise promote propose
    protect prove provide publish put raise range reach read receive recognize recommend record reduce refer reflect
    refuse reject relate release rely remain remember remove render replace report represent request require resemble
    resign rest result retain return reveal rise rule run satisfy save say see seek seem sell send serve set settle
    share show sign sit spend stand start state stay stop study submit succeed suffer suggest supply support surround
    take talk teach tell tend think total touch trade train transfer travel treat try turn understand use visit vote
    wait walk want warn watch weigh win wish withdraw work write
"""
_PRESENT = frozenset(stem for verb in _COMMON.split() for stem in stemmed(verb))
_NO_VERB_BEHIND = frozenset(
    """a an the this that these those its his her their our my your no some any each every of in on at for with by from
    more most many few several former new old first last such other own both all""".split()
)
"""Behind these a word is no finite verb: "the failed talks", "its claims"."""
_LEAST = 5
"""Letters of a word in "-ed" that may be a verb: "red", "bed", "need" are none."""
_NO_VERBS = frozenset("hundred indeed united naked sacred wicked embed exceed proceed succeed speed breed".split())


def is_verb(word: str, before: str) -> bool:
    """Returns whether ``word`` is a helping verb or a past form; ``before``: the word before it. Both are bare."""
    if word in HELPING:
        return True
    if before in _NO_VERB_BEHIND:
        return False
    is_irregular = word in _IRREGULAR or word.removeprefix("re") in _IRREGULAR  # "rebuilt"
    return is_irregular or (word.endswith("ed") and len(word) >= _LEAST and word not in _NO_VERBS)


def may_be_verb(word: str, before: str) -> bool:
    """Returns whether ``word`` is a common verb's present form, or a noun that looks like it: "claims"."""
    if before in _NO_VERB_BEHIND or word.endswith("ss"):
        return False
    is_form = word.endswith("s") or before.endswith("s") or before in ("they", "we", "people")
    return is_form and any(stem in _PRESENT for stem in stemmed(word))
