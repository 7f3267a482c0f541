BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <epci/200099999> ct:siren ?o }
WHERE { <epci/200099999> ct:siren ?o }
