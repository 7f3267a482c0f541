BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE { <contrat/crte-200099999> rdfs:label ?o }
INSERT { <contrat/crte-200099999> rdfs:label "The contract of the Val"@en }
WHERE { <contrat/crte-200099999> rdfs:label ?o }
