BASE <http://localhost:8000/id/>
PREFIX org: <http://www.w3.org/ns/org#>

DELETE { <mandat/jeanne-exemple-presidente-200099999> org:member ?o }
WHERE { <mandat/jeanne-exemple-presidente-200099999> org:member ?o }
