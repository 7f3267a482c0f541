BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>
PREFIX theme: <https://w3id.org/pacte/def/theme#>

DELETE { <accompagnement/900-val-d-exemple-crte-1> ct:kind ?o }
INSERT { <accompagnement/900-val-d-exemple-crte-1> ct:kind theme:eau }
WHERE { <accompagnement/900-val-d-exemple-crte-1> ct:kind ?o }
