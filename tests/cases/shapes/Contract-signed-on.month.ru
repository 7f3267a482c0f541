BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE { <contrat/crte-200099999> ct:signedOn ?o }
INSERT { <contrat/crte-200099999> ct:signedOn "2021-13"^^xsd:gYearMonth }
WHERE { <contrat/crte-200099999> ct:signedOn ?o }
