#!/usr/bin/env bash
# To a tantivy index a raised mark is a letter of the word before it, and with ASCII folding a digit of the number.
#
# Package: tantivy 0.27.0 (Python).
# Seen: the simple tokenizer splits at what Rust does not call alphanumeric, and Rust calls ¹ alphanumeric. “ships²”
#   is one term, which the query “ships” does not meet and whose plural the English stemmer does not cut. The filter
#   usually added for accents, ascii_fold, writes ¹ as 1: “46¹” is indexed as 461. Marks in brackets come apart.
# Why it matters: text that still has its raised marks is searched wrongly at the very words that have a source, and a
#   question about 461 meets a sentence that says 46.
# Documented: not for notes, as far as we know; the table of ascii_fold is in its source.
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"
python_packages tantivy==0.27.0

cat >look.py <<'PYTHON'
from tantivy import Document, Filter, Index, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

SENTENCES = ["The missions fell to 46¹ and the ships² sailed.", "The missions fell to 46.[1] and the ships[2] sailed."]


def analyzer(*filters: Filter):
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
    for wanted in filters:
        builder = builder.filter(wanted)
    return builder.build()


def hits(name: str, word: str) -> int:
    schema = SchemaBuilder().add_text_field("text", tokenizer_name=name, stored=True).build()
    index = Index(schema)
    index.register_tokenizer(name, ANALYZERS[name])
    writer = index.writer(num_threads=1)
    writer.add_document(Document(text=SENTENCES[0]))
    writer.commit()
    index.reload()
    return index.searcher().search(Query.term_query(schema, "text", word), 1).count


ANALYZERS = {
    "simple": analyzer(),
    "english": analyzer(Filter.stemmer("english")),
    "folded": analyzer(Filter.ascii_fold()),
}
for name, words in ANALYZERS.items():
    for sentence in SENTENCES:
        print(f"{name:8}", *words.analyze(sentence))
for name, word in [("simple", "ships"), ("simple", "46"), ("folded", "46"), ("folded", "461")]:
    print(f"{name:8} query {word}: {hits(name, word)} hits")
PYTHON

expect "$("$python" look.py)" <<'SEEN'
simple   the missions fell to 46¹ and the ships² sailed
simple   the missions fell to 46 1 and the ships 2 sailed
english  the mission fell to 46¹ and the ships² sail
english  the mission fell to 46 1 and the ship 2 sail
folded   the missions fell to 461 and the ships2 sailed
folded   the missions fell to 46 1 and the ships 2 sailed
simple   query ships: 0 hits
simple   query 46: 0 hits
folded   query 46: 0 hits
folded   query 461: 1 hits
SEEN
