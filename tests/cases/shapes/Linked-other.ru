BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

INSERT DATA { <contrat/avenant-crte-200099999-1> ct:amends <contrat/avenant-crte-200099999-1> }
