BASE <http://localhost:8000/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>

DELETE { <article/900-val-d-exemple-crte-1> oa:start ?o }
INSERT { <article/900-val-d-exemple-crte-1> oa:start 9000 }
WHERE { <article/900-val-d-exemple-crte-1> oa:start ?o }
