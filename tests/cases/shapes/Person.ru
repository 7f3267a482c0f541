BASE <http://localhost:8000/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { <personne/jeanne-exemple> schema:birthDate "1960-01-01"^^xsd:date }
