# Drop what is left of other sendings, and note the graphs that this one makes.
DELETE WHERE { GRAPH $store { $store <http://purl.org/dc/terms/requires> ?graph } } ;
DELETE WHERE { GRAPH $store { $store <http://purl.org/dc/terms/hasPart> ?graph } } ;
$dropped
INSERT DATA {
  GRAPH $store { $store <http://rdfs.org/ns/void#uriSpace> $base $parts }
}
