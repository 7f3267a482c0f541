BASE <http://localhost:8000/id/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { <source/900-val-d-exemple-crte> dcterms:issued "2021-07-13"^^xsd:date }
