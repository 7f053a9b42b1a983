"""What of a run is shown: the doubtful first, nothing twice, groups by size."""

import numpy as np

from kindfold.data.clustering import Clustering
from kindfold.data.embeddings import Embeddings
from kindfold.data.report import Report
from kindfold.data.run import Run
from kindfold.pipeline.gallery import N_GROUPS, N_PER_GROUP, borderline, outliers, repeats, uncertain


def run(confidence, *, odd=(), duplicate_of=None, exemplars=((0,),)) -> Run:
    n = len(confidence)
    repeated = np.full(n, -1) if duplicate_of is None else np.array(duplicate_of)
    return Run(
        source="nowhere",
        embeddings=Embeddings(np.eye(n, dtype=np.float32), tuple(f"{i}.jpg" for i in range(n))),
        clustering=Clustering(
            np.zeros(n, np.int64), np.array(confidence, np.float32), np.isin(np.arange(n), odd), method="kmeans"
        ),
        report=Report({}, {}, {}),
        duplicate_of=repeated,
        cohesion=np.ones(1, np.float32),
        exemplars=exemplars,
    )


def test_least_sure_come_first_and_the_sure_not_at_all():
    assert uncertain(run([0.5, 1.0, 0.2, 0.96])).tolist() == [2, 0]


def test_copy_of_a_doubtful_picture_is_not_shown_beside_it():
    found = run([0.2, 0.2, 0.3], odd=[0, 1], duplicate_of=[-1, 0, -1])
    assert uncertain(found).tolist() == [0, 2]
    assert outliers(found).tolist() == [0]


def test_outlier_is_shown_however_sure_its_place():
    assert outliers(run([1.0, 0.1, 1.0], odd=[2])).tolist() == [2]


def test_central_pictures_are_not_called_borderline():
    assert borderline(run([0.1, 0.9, 0.8]), 0).tolist() == [2, 1]


def test_largest_groups_of_repeats_come_first_and_are_cut():
    duplicate_of = np.full(100, -1)
    duplicate_of[1:3] = 0
    duplicate_of[4:14] = 3
    duplicate_of[20:100:2] = np.arange(20, 100, 2) + 1
    groups = repeats(run(np.ones(100), duplicate_of=duplicate_of))
    assert groups[:2] == [list(range(3, 3 + N_PER_GROUP)), [0, 1, 2]]
    assert len(groups) == N_GROUPS
