# Note that a release is being sent, in place of any other that was.
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX void: <http://rdfs.org/ns/void#>

DELETE WHERE { GRAPH $store { $store dcterms:isReplacedBy ?other } } ;
DELETE WHERE { GRAPH $store { $store dcterms:requires ?graph } } ;
$dropped
INSERT DATA {
  GRAPH $store { $store dcterms:isReplacedBy $task ; void:uriSpace $base $parts }
}
