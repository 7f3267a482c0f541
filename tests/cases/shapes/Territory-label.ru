BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <epci/200099999> rdfs:label ?o }
WHERE { <epci/200099999> rdfs:label ?o }
