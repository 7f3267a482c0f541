BASE <http://localhost:8000/id/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>

DELETE { <periode/2021-2026> dcat:endDate ?o }
INSERT { <periode/2021-2026> dcat:endDate "fin 2026" }
WHERE { <periode/2021-2026> dcat:endDate ?o }
