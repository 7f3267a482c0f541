BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <courrier/900-val-d-exemple-crte-1> rdfs:label ?o }
WHERE { <courrier/900-val-d-exemple-crte-1> rdfs:label ?o }
