BASE <http://localhost:8000/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { <preuve/1a1b2c3d4e5f60718293> oa:exact ?o }
INSERT { <preuve/1a1b2c3d4e5f60718293> oa:exact "La CCVE signe" }
WHERE { <preuve/1a1b2c3d4e5f60718293> oa:exact ?o }
