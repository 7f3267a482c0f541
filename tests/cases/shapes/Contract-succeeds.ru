BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX kind: <https://w3id.org/pacte/def/contract-kind#>

INSERT DATA { <contrat/crte-200099999> ct:succeeds kind:cte }
