PREFIX geo: <http://www.opengis.net/ont/geosparql#>
INSERT DATA {
    <http://localhost:8000/id/epci/200099999> geo:hasCentroid <http://localhost:8000/id/centroide/epci-200099999> .
    <http://localhost:8000/id/centroide/epci-200099999> a geo:Geometry ; geo:asWKT "POINT(50.25)"^^geo:wktLiteral .
}
