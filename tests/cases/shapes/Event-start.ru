BASE <http://localhost:8000/id/>
PREFIX schema: <https://schema.org/>

DELETE { <evenement/signature-crte-200099999> schema:startDate ?o }
INSERT { <evenement/signature-crte-200099999> schema:startDate "vendredi" }
WHERE { <evenement/signature-crte-200099999> schema:startDate ?o }
