BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <contrat/crte-200099999> ct:kind ?o }
INSERT { <contrat/crte-200099999> ct:kind <enjeu/crte-200099999-1> }
WHERE { <contrat/crte-200099999> ct:kind ?o }
