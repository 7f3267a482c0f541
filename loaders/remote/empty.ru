# Empty a graph, unless the task is another one now.
DELETE { GRAPH $graph { ?s ?p ?o } }
WHERE {
  GRAPH $store { $store <http://purl.org/dc/terms/isReplacedBy> $task }
  GRAPH $graph { ?s ?p ?o }
} ;
