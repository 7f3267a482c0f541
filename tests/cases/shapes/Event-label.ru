BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <evenement/signature-crte-200099999> rdfs:label ?o }
WHERE { <evenement/signature-crte-200099999> rdfs:label ?o }
