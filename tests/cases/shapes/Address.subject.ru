BASE <http://localhost:8000/id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA { [] rdfs:comment "Une chose que rien ne désigne."@fr }
