BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <preuve/0a1b2c3d4e5f60718293> ct:reason ?o }
WHERE { <preuve/0a1b2c3d4e5f60718293> ct:reason ?o }
