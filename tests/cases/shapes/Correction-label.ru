BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <correction/2a1b2c3d4e5f60718293> rdfs:label ?o }
WHERE { <correction/2a1b2c3d4e5f60718293> rdfs:label ?o }
