BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <correction/2a1b2c3d4e5f60718293> ct:correctedThing ?o }
WHERE { <correction/2a1b2c3d4e5f60718293> ct:correctedThing ?o }
