BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

INSERT DATA { <accompagnement/900-val-d-exemple-crte-1> ct:client <personne/paul-modele> }
