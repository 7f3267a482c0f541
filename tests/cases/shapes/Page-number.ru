BASE <http://localhost:8000/id/>
PREFIX ct: <https://w3id.org/pacte/def#>

DELETE { <preuve/1a1b2c3d4e5f60718293> ct:page ?o }
INSERT { <preuve/1a1b2c3d4e5f60718293> ct:page 0 }
WHERE { <preuve/1a1b2c3d4e5f60718293> ct:page ?o }
