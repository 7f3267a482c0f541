BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA { <contrat/crte-200099999> rdfs:label "Autre libellé"@fr }
