"""Phrases of small talk in several languages, by what they do. Data: a phrase or a language is added here alone.

All are in lower case, with spaces alone between the words. A phrase that could ask about sources ("help with visas")
is not here: small talk is a message that has such phrases and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Talk(StrEnum):
    """What a message does that asks nothing of the library."""

    GREETING = "greeting"
    FAREWELL = "farewell"
    THANKS = "thanks"
    NOD = "nod"
    PRAISE = "praise"
    ABUSE = "abuse"
    IDENTITY = "identity"
    HELP = "help"
    TEST = "test"


def _phrases(*lines: str) -> frozenset[str]:
    return frozenset(phrase.strip() for line in lines for phrase in line.split("|") if phrase.strip())


PHRASES: Mapping[Talk, frozenset[str]] = {
    Talk.GREETING: _phrases(
        "hello|hi|hey|hiya|howdy|yo|greetings|good morning|good afternoon|good evening|good day|morning|how are you",
        "how are you doing|how do you do|how is it going|how's it going|what's up|whats up|wassup|sup",
        "nice to meet you|pleased to meet you|are you there|anybody there|anyone there|hello there|hi there",
        "hey there|hallo|guten morgen|guten tag|guten abend|moin|servus|grüß gott|grüezi|wie geht's|wie geht es dir",
        "bonjour|bonsoir|salut|coucou|ça va|comment ça va|comment vas tu|comment allez vous|hola|buenos días",
        "buenos dias|buenas tardes|buenas noches|buenas|qué tal|que tal|cómo estás|como estas|ciao|buongiorno",
        "buonasera|salve|come stai|olá|ola|bom dia|boa tarde|boa noite|oi|tudo bem|hoi|goedemorgen|goedemiddag",
        "goedenavond|hej|hejsan|god morgon|god dag|god morgen|terve|moi|hei|cześć|czesc|dzień dobry|dzien dobry",
        "ahoj|dobrý den|привет|здравствуйте|добрый день|доброе утро|merhaba|selam|günaydın|こんにちは|おはよう",
        "こんばんは|안녕하세요|안녕|你好|您好|早上好|नमस्ते|namaste|مرحبا|السلام عليكم|שלום",
    ),
    Talk.FAREWELL: _phrases(
        "bye|bye bye|goodbye|good bye|see you|see ya|see you later|farewell|good night|have a nice day|take care",
        "that's all|that is all|that was all|i'm done|tschüss|tschüs|auf wiedersehen|bis später|bis bald|gute nacht",
        "au revoir|à bientôt|bonne nuit|adiós|adios|hasta luego|arrivederci|tchau|tot ziens|hej då|до свидания|пока",
    ),
    Talk.THANKS: _phrases(
        "thanks|thank you|thank u|thx|ty|tysm|thank you very much|many thanks|thanks a lot|thanks a bunch",
        "much obliged|much appreciated|i appreciate it|appreciate it|cheers|no thanks|no thank you|that helps",
        "that helped|this helps|this helped|it helps|it helped|very helpful|that was helpful|that's helpful",
        "that is helpful|good to know|danke|danke schön|danke sehr|vielen dank|besten dank|herzlichen dank",
        "dankeschön|merci|merci beaucoup|gracias|muchas gracias|grazie|grazie mille|obrigado|obrigada",
        "muito obrigado|dank je|dank u|dankjewel|bedankt|tack|tack så mycket|takk|tak|kiitos|dziękuję|dziekuje",
        "děkuji|спасибо|teşekkürler|ありがとう|ありがとうございます|감사합니다|고마워|谢谢|謝謝|شكرا|תודה|धन्यवाद",
    ),
    Talk.NOD: _phrases(
        "got it|i see|understood|makes sense|that makes sense|ok|okay|alright|all right|fine|noted|never mind",
        "nevermind|yes|yeah|yep|yup|no|nope|sure|of course|maybe|not sure|i don't know|idk|whatever|hm|hmm|ja|nein",
        "oui|non|sí|si|alles klar|verstanden|d'accord|vale|va bene",
    ),
    Talk.PRAISE: _phrases(
        "great|good|nice|cool|awesome|amazing|perfect|excellent|wonderful|brilliant|fantastic|superb|impressive",
        "lovely|wow|well done|good job|great job|nice work|good work|nice one|good one|good bot|good answer",
        "great answer|nice answer|love it|i love it|i love you|i love this|i like it|i like you|i like this",
        "interesting|neat|yay|bravo|you are great|you're great|you are awesome|you're awesome|you are amazing",
        "you're amazing|you rock|you are good|that's great|that is great|that's good|that's awesome|that's cool",
        "this is great|this is awesome|you are the best|you're the best|super|toll|klasse|prima|sehr gut",
        "gut gemacht|genial|génial|excellent travail|très bien|muy bien|excelente|perfecto|ottimo|perfetto",
        "bravissimo|haha|hahaha|lol|xd",
    ),
    Talk.ABUSE: _phrases(
        "you are useless|you're useless|useless|you are stupid|you're stupid|stupid|stupid bot|dumb|dumb bot",
        "bad bot|you are dumb|you're dumb|idiot|you are an idiot|you're an idiot|moron|you are a moron",
        "you're a moron|you suck|this sucks|that sucks|that's useless|this is useless|that's stupid|that's rubbish",
        "this is rubbish|rubbish|crap|garbage|trash|nonsense|that's nonsense|bullshit|shut up|go away|fuck|fuck you",
        "fuck off|shit|damn|damn it|wtf|asshole|bastard|bitch|screw you|piss off|go to hell|i hate you|hate you",
        "you are bad|you're bad|you are wrong|you're wrong|that's wrong|that is wrong|wrong|wrong answer|bad answer",
        "terrible|awful|you are terrible|you lie|you are lying|liar|worthless|dumm|du bist dumm|idiot du|blöd",
        "scheiße|halt die klappe|nutzlos|du bist nutzlos|merde|nul|ta gueule|tonto|idiota|inútil|mierda|stronzo",
        "кретин|дурак",
    ),
    Talk.IDENTITY: _phrases(
        "who are you|what are you|what is your name|what's your name|who made you|who built you|who created you",
        "are you a bot|are you a robot|are you an ai|are you ai|are you human|are you a human|are you real",
        "are you chatgpt|are you a person|what is ibid|what's ibid|who is ibid|introduce yourself",
        "tell me about yourself|how old are you|how do you work|how does this work|how does it work here",
        "which model are you|what model are you|are you alive|are you sentient|what is this bot",
        "what does this bot do|wer bist du|was bist du|bist du ein bot|wie heißt du|qui es tu|qui êtes vous",
        "quién eres|quien eres|chi sei|quem é você|wie ben je|кто ты",
    ),
    Talk.HELP: _phrases(
        "help|help me|i need help|can you help|can you help me|could you help me|please help|what can you do|usage",
        "what can i ask|what can i ask you|what do you do|what do you know|what can you tell me|what should i ask",
        "what can you do for me|what can you help with|what can you help me with|what are you able to do|how to use",
        "how do i use this|how do i use you|how to use this|how can i use this|how can you help|how can you help me",
        "give me an example|give me examples|examples|example|show me an example|menu|commands|what now",
        "i don't know what to ask|i do not know what to ask|what are your features|can i ask you something",
        "can i ask a question|i have a question|hilfe|was kannst du|was kann ich fragen|kannst du mir helfen|aide",
        "aidez moi|que peux tu faire|ayuda|qué puedes hacer|que puedes hacer|aiuto|cosa sai fare|ajuda|помощь",
    ),
    Talk.TEST: _phrases(
        "test|testing|test test|tests|ping|test 1 2 3|testing 1 2 3|1 2 3|one two three|is this on|does this work",
        "is this working|are you working|does it work|just testing|just a test|this is a test|asdf|foo|bar|foo bar",
        "blah|hello world|lorem ipsum|dies ist ein test|nur ein test|essai|prueba|prova|teste|тест",
    ),
}
"""The phrases of each kind."""

FILLERS = frozenset(
    "there again all everyone everybody guys folks friend friends man mate buddy bro dude sir madam team world bot "
    "robot ibid assistant ai chatbot machine so very much really just please now then too also again and but well oh "
    "ah um hm hmm yes yeah yep no nope today dear my for you it that the this to a answer answers bitte du ihr "
    "zusammen alle mal schön sehr vielmals auch und ja nein vous tout le monde s'il plaît amigo amigos por "
    "favor".split()
)
"""Words that may stand beside a phrase and change nothing: "hello again", "thanks so much"."""

SENTENCES: Mapping[Talk, str] = {
    Talk.GREETING: "Hello! I answer from the sources of this library, in their own words",
    Talk.FAREWELL: "Goodbye, and come back with any question",
    Talk.THANKS: "You are welcome",
    Talk.NOD: "All right",
    Talk.PRAISE: "I am glad to hear that",
    Talk.ABUSE: "I am sorry that this did not help: I can only say what the sources say, so a narrower question may do",
    Talk.IDENTITY: (
        "I am Ibid: I answer from the sources of this library, with the words I rely on and the author's own "
        "footnotes, or say that they do not answer"
    ),
    Talk.HELP: (
        "Ask about anything in this library and I quote the words that answer, with the author's own footnotes, or say "
        "that there are none"
    ),
    Talk.TEST: "It works: ask a question, and I answer from the sources of this library",
}
"""The reply to each kind, without the examples and the full stop that follow."""
