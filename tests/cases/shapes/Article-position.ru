BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <article/900-val-d-exemple-crte-1> ct:position ?o }
WHERE { <article/900-val-d-exemple-crte-1> ct:position ?o }
