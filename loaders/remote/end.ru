# Say which release the store holds now, unless the task is another one now.
DELETE { GRAPH $store { $store ?p ?o } }
INSERT { GRAPH $store { $store <http://purl.org/dc/terms/identifier> $release ; <http://rdfs.org/ns/void#uriSpace> $base $parts } }
WHERE { GRAPH $store { $store <http://purl.org/dc/terms/isReplacedBy> $task . $store ?p ?o } }
