BASE <http://localhost:8000/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { <preuve/0a1b2c3d4e5f60718293> oa:exact ?o ; oa:end ?end }
INSERT { <preuve/0a1b2c3d4e5f60718293> oa:exact "écrire à jeanne.exemple@exemple.fr ou au 03 20 00 00 00" ; oa:end 130 }
WHERE { <preuve/0a1b2c3d4e5f60718293> oa:exact ?o ; oa:end ?end }
