"""Queries that mean harm: every construct nested or repeated as far as the guard lets it, and work without an end."""

from __future__ import annotations


def nested(opening: str, closing: str, times: int, inside: str = "") -> str:
    return opening * times + inside + closing * times


def where(group: str) -> str:
    return f"SELECT * {{ {group} }} LIMIT 1"


TRIPLE = "?s ?p ?o"
FOUR = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
PRODUCT = " ".join(f"VALUES ?x{number} {{ {'1 ' * 2000} }}" for number in range(14))

QUERIES = {
    "if": where(f"BIND({nested('IF(true,', ',1)', 95, '1')} AS ?x)"),
    "not-exists": where(nested("FILTER NOT EXISTS { ", "}", 95, TRIPLE)),
    "groups": "SELECT * " + nested("{", "}", 99),
    "parentheses": where(f"FILTER({nested('(', ')', 97, 'true')})"),
    "unions": where(" UNION ".join([f"{{{TRIPLE}}}"] * 3000)),
    "path-of-steps": where(f"?s {'/'.join(['<a:b>'] * 8000)} ?o"),
    "path-of-choices": where(f"?s {'|'.join(['<a:b>'] * 8000)} ?o"),
    "path-of-stars": where(f"?s {nested('(', ')*', 97, '<a:b>')} ?o"),
    "negations": where(f"FILTER({'!' * 30000}true)"),
    "sums": where(f"BIND(1{'+1' * 20000} AS ?x)"),
    "conjunctions": where(f"FILTER(true{'&&true' * 8000})"),
    "concatenation": where(f"BIND(CONCAT({','.join(['?s'] * 14000)}) AS ?x)"),
    "coalesce": where(f"BIND({nested('COALESCE(', ')', 97, '1')} AS ?x)"),
    "in": where(f"{TRIPLE} FILTER(?o IN ({','.join(map(str, range(9000)))}))"),
    "prefixes": "".join(f"PREFIX p{number}: <a:{number}> " for number in range(2500)) + "ASK {}",
    "lists": where(f"?s ?p {nested('(', ')', 97)}"),
    "list": where(f"?s ?p ({'1 ' * 25000})"),
    "blank-nodes": where(f"?s ?p {nested('[ <a:b> ', ']', 97, '1')}"),
    "optionals": where(f"OPTIONAL {{ {TRIPLE} }} " * 2500),
    "nested-optionals": where(nested(f"OPTIONAL {{ {TRIPLE} ", "}", 98)),
    "filters": where(f"{TRIPLE} " + "FILTER(?s != 1) " * 3500),
    "subqueries": where(nested("{ SELECT * { ", "} }", 49, TRIPLE)),
    "joins": where(" ".join(f"?a{number} ?b{number} ?a{number + 1} ." for number in range(2500))),
    "minus": where(f"{TRIPLE} " + "MINUS { ?x ?y ?z } " * 2500),
    "values": where(f"VALUES ?x {{ {'1 ' * 25000} }}"),
    "values-product": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    "cartesian-count": f"SELECT (COUNT(*) AS ?n) {{ {FOUR} }}",
    "cartesian-order": f"SELECT * {{ {FOUR} }} ORDER BY ?a ?d ?g LIMIT 1",
    "cartesian-distinct": f"SELECT DISTINCT * {{ {FOUR} }} LIMIT 1000000 OFFSET 100000000",
    "cartesian-rows": f"SELECT * {{ {FOUR} }}",
    "group-concat": f"SELECT (GROUP_CONCAT(?x) AS ?n) {{ {FOUR} BIND('{'x' * 1000}' AS ?x) }}",
    "graph": where(nested("GRAPH ?g { ", "}", 98, TRIPLE)),
    "regex": where(f"BIND(REGEX('{'a' * 3000}!', '^(a+)+$') AS ?x)"),
    "regex-repetitions": where(f"{TRIPLE} FILTER(REGEX(STR(?o), '(a{{1,1000}}){{1,1000}}'))"),
    "replace": where(
        f"BIND(STRLEN({nested('REPLACE(', f''','a','{'a' * 100}')''', 6, chr(39) + 'a' + chr(39))}) AS ?x)"
    ),
    "path-closure": "SELECT (COUNT(*) AS ?n) { ?a (<a:b>|!<a:c>)* ?b . ?c (<a:b>|!<a:d>)* ?d }",
    "projection": "SELECT " + " ".join(f"(1 AS ?v{number})" for number in range(4000)) + " {}",
    "template": f"CONSTRUCT {{ {(TRIPLE + ' . ') * 5000} }} WHERE {{ {TRIPLE} }}",
    "language": where(f"?s ?p 'x'@a{'-a' * 20000}"),
    "comments": "ASK {}" + "#\n" * 25000,
}

MALFORMED = [QUERIES["prefixes"][:place] for place in range(7, 1000, 20)]
"""Fifty queries that end too soon."""
