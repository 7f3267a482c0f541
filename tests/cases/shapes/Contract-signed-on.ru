BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <contrat/crte-200099999> ct:signedOn ?o }
INSERT { <contrat/crte-200099999> ct:signedOn "juillet 2021" }
WHERE { <contrat/crte-200099999> ct:signedOn ?o }
