BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

INSERT DATA { <signature/crte-200099999-jeanne-exemple> ct:witness <personne/jeanne-exemple> }
