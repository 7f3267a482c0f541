BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX kind: <https://w3id.org/pacte/def/contract-kind#>

DELETE { <epci/200099999> ct:legalForm ?o }
INSERT { <epci/200099999> ct:legalForm kind:crte }
WHERE { <epci/200099999> ct:legalForm ?o }
