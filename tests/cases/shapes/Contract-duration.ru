BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <contrat/crte-200099999> ct:duration ?o }
INSERT { <contrat/crte-200099999> ct:duration "six ans" }
WHERE { <contrat/crte-200099999> ct:duration ?o }
