BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <chiffre/900-val-d-exemple-crte-1> ct:value ?o }
INSERT { <chiffre/900-val-d-exemple-crte-1> ct:value "500 M€" }
WHERE { <chiffre/900-val-d-exemple-crte-1> ct:value ?o }
