BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <chiffre/900-val-d-exemple-crte-1> ct:counts ?o }
WHERE { <chiffre/900-val-d-exemple-crte-1> ct:counts ?o }
