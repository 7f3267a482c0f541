BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <action/crte-200099999-1> rdfs:label ?o }
WHERE { <action/crte-200099999-1> rdfs:label ?o }
