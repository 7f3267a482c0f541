BASE <http://localhost:8000/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE { <axe/crte-200099999-1-1> skos:broader ?o }
WHERE { <axe/crte-200099999-1-1> skos:broader ?o }
