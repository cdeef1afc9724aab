"""Countries and their people, where a word does not show by its form that two belong together."""

from __future__ import annotations

from collections.abc import Mapping

_TOGETHER = """
    america american americans us usa unitedstates|britain british uk gb unitedkingdom|china chinese prc
    france french frenchman frenchmen|germany german germans|spain spanish spaniard spaniards|netherlands dutch holland
    turkey turkish turk turks turkiye|sweden swedish swede swedes|denmark danish dane danes|poland polish pole poles
    finland finnish finn finns|ireland irish|scotland scottish scots|wales welsh|greece greek greeks|switzerland swiss
    norway norwegian norwegians|portugal portuguese|mexico mexican mexicans|canada canadian canadians
    italy italian italians|peru peruvian|brazil brazilian|argentina argentine argentinian|chile chilean|cuba cuban
    philippines filipino filipinos philippine|thailand thai thais|iceland icelandic|belgium belgian belgians
    czechia czech czechs|hungary hungarian|ukraine ukrainian ukrainians|europe european europeans eu
    england english englishman|soviet ussr soviets|myanmar burma burmese|vietnam vietnamese|japan japanese
    dprk northkorea northkorean|rok southkorea southkorean|yugoslavia yugoslav|afghanistan afghan afghans
    kazakhstan kazakh|uzbekistan uzbek|iraq iraqi|pakistan pakistani|israel israeli|saudi saudis|taiwan taiwanese
    portugal portuguese|sudan sudanese|congo congolese|senegal senegalese|malta maltese|lebanon lebanese|nepal nepali
    norway norwegian|cyprus cypriot|serbia serb serbian serbs|croatia croat croatian|bosnia bosnian|kosovo kosovar
"""
_MORE = """
    russia india australia austria egypt ethiopia kenya nigeria ghana angola uganda tanzania zambia zimbabwe mozambique
    algeria morocco tunisia libya somalia rwanda cameroon mali niger chad madagascar iran syria jordan yemen oman qatar
    kuwait bahrain bangladesh indonesia malaysia singapore cambodia laos mongolia bhutan romania bulgaria slovakia
    slovenia albania macedonia lithuania latvia estonia belarus moldova georgia armenia azerbaijan colombia venezuela
    ecuador bolivia paraguay uruguay panama nicaragua honduras guatemala jamaica haiti africa asia antarctica paris
    london moscow beijing pyongyang seoul tokyo washington berlin rome madrid vienna geneva brussels texas california
    florida hanoi zealand
"""
SAME_PLACE: Mapping[str, frozenset[str]] = {
    word: frozenset(group.split())
    for line in _TOGETHER.strip().splitlines()
    for group in line.split("|")
    for word in group.split()
}
"""The words for one country and its people."""

PLACES = frozenset((*SAME_PLACE, *_MORE.split()))
"""Words that are names even where a sentence begins with them."""

_CAPITALS = """
    pyongyang northkorea korea dprk|seoul southkorea korea rok|moscow russia soviet ussr|beijing china|tokyo japan
    washington america us usa unitedstates|london britain uk unitedkingdom|paris france|berlin germany|rome italy
    madrid spain|hanoi vietnam|kyiv ukraine|kiev ukraine|tehran iran|baghdad iraq|damascus syria|kabul afghanistan
    delhi india|islamabad pakistan|ankara turkey turkiye|cairo egypt|riyadh saudi|jerusalem israel|brussels eu belgium
    warsaw poland|prague czechia|budapest hungary|vienna austria|bern switzerland|stockholm sweden|oslo norway
    copenhagen denmark|helsinki finland|ottawa canada|canberra australia|brasilia brazil|caracas venezuela|havana cuba
    taipei taiwan|jakarta indonesia|manila philippines|bangkok thailand|athens greece|lisbon portugal|dublin ireland
"""
CAPITALS: Mapping[str, frozenset[str]] = {
    capital: frozenset(countries)
    for line in _CAPITALS.strip().splitlines()
    for group in line.split("|")
    for capital, *countries in [group.split()]
}
"""The capitals whose names stand for a government, and what its country is called."""
