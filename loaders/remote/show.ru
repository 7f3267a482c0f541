# Show in a graph what was sent and not shown yet, unless the task is another one now.
INSERT { GRAPH $graph { ?s ?p ?o } }
WHERE {
  GRAPH $store { $store <http://purl.org/dc/terms/isReplacedBy> $task }
  GRAPH $staged { ?subject ?predicate ?object }
  BIND(IRI(SUBSTR(STR(?subject), $start)) AS ?s)
  BIND(IRI(SUBSTR(STR(?predicate), $start)) AS ?p)
  BIND(IF(isIRI(?object), IRI(SUBSTR(STR(?object), $start)), ?object) AS ?o)
} ;
