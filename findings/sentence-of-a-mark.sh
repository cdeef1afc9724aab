#!/usr/bin/env bash
# Which sentence a mark belongs to depends on how it is printed, and two splitters decide the opposite.
#
# Packages: nupunkt 0.8.0, pysbd 0.3.4.
# Seen: in “The fleet shrank.[1] Ferries rose.” nupunkt opens the second sentence with [1], pysbd closes the first
#   with it. With ¹ nupunkt sees one sentence, and pysbd opens the second with ¹. A star stays at the first for
#   nupunkt and goes to the second for pysbd. After a figure (“46.”) pysbd never splits; nupunkt splits before [1], so
#   that the mark goes astray, after *, and not at ¹ or 1.
# Why it matters: a pipeline that splits first and reads marks afterwards gives the source of one sentence to the
#   next, and nothing shows it: the text is whole, every mark is there, and each stands in a sentence.
# Documented: not as far as we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages nupunkt==0.8.0 pysbd==0.3.4

cat >look.py <<'PYTHON'
import nupunkt
import pysbd

SPLITTERS = {
    "nupunkt": nupunkt.sent_tokenize,
    "pysbd": pysbd.Segmenter(language="en", clean=False).segment,
}
for words in ("The fleet shrank.", "The fleet fell to 46."):
    for mark in ("[1]", "¹", "1", "*"):
        text = f"{words}{mark} Ferries rose."
        print(text)
        for name, split in SPLITTERS.items():
            print(f"  {name:8}", " | ".join(sentence.strip() for sentence in split(text)))
PYTHON

expect "$("$python" look.py)" <<'SEEN'
The fleet shrank.[1] Ferries rose.
  nupunkt  The fleet shrank. | [1] Ferries rose.
  pysbd    The fleet shrank.[1] | Ferries rose.
The fleet shrank.¹ Ferries rose.
  nupunkt  The fleet shrank.¹ Ferries rose.
  pysbd    The fleet shrank. | ¹ Ferries rose.
The fleet shrank.1 Ferries rose.
  nupunkt  The fleet shrank.1 Ferries rose.
  pysbd    The fleet shrank.1 | Ferries rose.
The fleet shrank.* Ferries rose.
  nupunkt  The fleet shrank.* | Ferries rose.
  pysbd    The fleet shrank. | * Ferries rose.
The fleet fell to 46.[1] Ferries rose.
  nupunkt  The fleet fell to 46. | [1] Ferries rose.
  pysbd    The fleet fell to 46.[1] Ferries rose.
The fleet fell to 46.¹ Ferries rose.
  nupunkt  The fleet fell to 46.¹ Ferries rose.
  pysbd    The fleet fell to 46.¹ Ferries rose.
The fleet fell to 46.1 Ferries rose.
  nupunkt  The fleet fell to 46.1 Ferries rose.
  pysbd    The fleet fell to 46.1 Ferries rose.
The fleet fell to 46.* Ferries rose.
  nupunkt  The fleet fell to 46.* | Ferries rose.
  pysbd    The fleet fell to 46.* Ferries rose.
SEEN
