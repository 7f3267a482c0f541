BASE <http://localhost:8000/id/>
PREFIX schema: <https://schema.org/>

INSERT DATA { <evenement/signature-crte-200099999> schema:location <organisation/etat> }
