BASE <http://localhost:8000/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE { <enjeu/crte-200099999-1> skos:prefLabel ?o }
WHERE { <enjeu/crte-200099999-1> skos:prefLabel ?o }
