#!/usr/bin/env bash
# A verbatim quote with the author's own mark in it cites one document more than the answer does.
#
# Package: haystack-ai 3.4.1 (AnswerBuilder with reference_pattern).
# Seen: the model answers: The report says “The fleet fell to 46.[2]” [1]. The builder reads both numbers as
#   references to the retrieved documents, so that document 2, about bread, comes along as a source.
# Why it matters: the more faithfully a passage is quoted, the more of the author's marks stand in the answer, and
#   each that is no greater than the number of documents adds a wrong source without a warning.
# Documented: the pattern is; that it meets the marks of a quote is not, as far as we know.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages haystack-ai==3.4.1

cat >look.py <<'PYTHON'
import os

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from haystack import Document
from haystack.components.builders import AnswerBuilder

DOCUMENTS = [Document(content="The fleet fell to 46.[2]"), Document(content="A loaf costs a crown.")]
builder = AnswerBuilder(reference_pattern=r"\[(\d+)\]", return_only_referenced_documents=True)
for reply in ("The report says the fleet fell to 46 [1].", "The report says: “The fleet fell to 46.[2]” [1]."):
    (answer,) = builder.run(query="How many ships?", replies=[reply], documents=DOCUMENTS)["answers"]
    print(reply, *(document.content for document in answer.documents), sep="\n  ")
PYTHON

expect "$("$python" look.py 2>/dev/null)" <<'SEEN'
The report says the fleet fell to 46 [1].
  The fleet fell to 46.[2]
The report says: “The fleet fell to 46.[2]” [1].
  The fleet fell to 46.[2]
  A loaf costs a crown.
SEEN
