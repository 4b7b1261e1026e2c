# The part of scikit-learn that we call, with its types: the library ships none.

import numpy as np
from numpy.typing import NDArray

class LogisticRegression:
    coef_: NDArray[np.float64]
    intercept_: NDArray[np.float64]
    classes_: NDArray[np.str_]
    def __init__(self, *, C: float, max_iter: int, class_weight: str) -> None: ...
    def fit(self, samples: NDArray[np.float32], labels: list[str]) -> LogisticRegression: ...
    def predict(self, samples: NDArray[np.float32]) -> NDArray[np.str_]: ...
