BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <epci/200099999> ct:population ?o }
INSERT { <epci/200099999> ct:population "beaucoup" }
WHERE { <epci/200099999> ct:population ?o }
