BASE <http://localhost:8000/id/>
PREFIX prov: <http://www.w3.org/ns/prov#>

DELETE { <preuve/communes-99001> prov:wasQuotedFrom ?o }
WHERE { <preuve/communes-99001> prov:wasQuotedFrom ?o }
