BASE <http://localhost:8000/id/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { <periode/2021-2026> dcat:startDate ?o }
INSERT { <periode/2021-2026> dcat:startDate "2031"^^xsd:gYear }
WHERE { <periode/2021-2026> dcat:startDate ?o }
