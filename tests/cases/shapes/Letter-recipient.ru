BASE <http://localhost:8000/id/>
PREFIX schema: <https://schema.org/>

INSERT DATA { <courrier/900-val-d-exemple-crte-1> schema:recipient <commune/99001> }
