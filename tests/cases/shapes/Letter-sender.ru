BASE <http://localhost:8000/id/>
PREFIX schema: <https://schema.org/>

DELETE { <courrier/900-val-d-exemple-crte-1> schema:sender ?o }
WHERE { <courrier/900-val-d-exemple-crte-1> schema:sender ?o }
