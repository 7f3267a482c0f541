BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX theme: <https://w3id.org/pacte/def/theme#>

DELETE { <contrat/crte-200099999> ct:kind ?o }
INSERT { <contrat/crte-200099999> ct:kind theme:eau }
WHERE { <contrat/crte-200099999> ct:kind ?o }
