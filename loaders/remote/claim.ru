# Note which release is being sent, in place of any other: whoever sends that one stops.
DELETE WHERE { GRAPH $store { $store <http://purl.org/dc/terms/isReplacedBy> ?other } } ;
INSERT DATA {
  GRAPH $store { $store <http://purl.org/dc/terms/isReplacedBy> $task ; <http://rdfs.org/ns/void#uriSpace> $base }
}
