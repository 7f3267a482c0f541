BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

INSERT DATA { <signature/crte-200099999-paul-modele> ct:signatory <personne/jeanne-exemple> }
