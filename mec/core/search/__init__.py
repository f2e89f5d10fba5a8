"""One BM25 postings table in plain SQL, the same answers on SQLite and PostgreSQL.

`services` keep it, in the transaction of the data; `queries.search` asks it; `vocabulary` completes and corrects words;
`postings.postings_of` gives it whole to those who compute in memory.
"""
