BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

INSERT DATA { <contrat/crte-200099999> ct:event <commune/99001> }
