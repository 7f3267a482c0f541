BASE <http://localhost:8000/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { <preuve/0a1b2c3d4e5f60718293> oa:end ?o }
WHERE { <preuve/0a1b2c3d4e5f60718293> oa:end ?o }
