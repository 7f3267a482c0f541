BASE <http://localhost:8000/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA { <axe/crte-200099999-1-1> skos:prefLabel "Autre intitulé"@fr }
