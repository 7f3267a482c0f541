BASE <http://localhost:8000/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA { <evenement/signature-crte-200099999> schema:endDate "2021-06"^^xsd:gYearMonth }
