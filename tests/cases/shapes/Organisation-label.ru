BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <organisation/etat> rdfs:label ?o }
WHERE { <organisation/etat> rdfs:label ?o }
