BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <enjeu/crte-200099999-1> ct:position ?o }
WHERE { <enjeu/crte-200099999-1> ct:position ?o }
