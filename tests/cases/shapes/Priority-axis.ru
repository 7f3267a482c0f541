BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

INSERT DATA { <enjeu/crte-200099999-1> ct:axis <action/crte-200099999-1> }
