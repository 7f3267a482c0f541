BASE <http://localhost:8000/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA { <programme/chemins-verts> skos:altLabel "CV (jeanne@exemple.fr)"@fr }
