from hypothesis import given
from hypothesis import strategies as st

from loaders.documents.ground import Ground

stretch = st.tuples(st.integers(0, 60), st.integers(1, 9)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(stretch), st.lists(stretch))
def test_a_stretch_is_taken_when_it_overlaps_none_that_was_taken_before(
    first: list[tuple[int, int]], then: list[tuple[int, int]]
) -> None:
    ground, taken = Ground(first), list(first)
    for start, end in then:
        free = not any(one < end and start < other for one, other in taken)
        assert ground.take(start, end) == free
        taken += [(start, end)] if free else []
