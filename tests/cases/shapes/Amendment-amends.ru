BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <contrat/avenant-crte-200099999-1> ct:amends ?o }
WHERE { <contrat/avenant-crte-200099999-1> ct:amends ?o }
