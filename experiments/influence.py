"""Which training points act together: the train-by-train influence matrix by TRAK (Park et al. 2023, arXiv 2303.14186).

For each of some trained networks, ``g_i``: the gradient of point i's margin in the network's weights, projected to k
dimensions by random signs; ``q_i = 1 - p_i``, the probability of the wrong classes; ``G`` the rows ``g_i``.
Entry (i, j) of the matrix, ``q_i g_i (G'G)^-1 g_j`` averaged over networks, is what *having* point i adds to the margin
of point j, up to a positive factor and to first order; removing point i changes that margin by minus the entry. The
matrix is never formed: its principal components come from products with vectors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy.sparse.linalg import LinearOperator, svds
from torch.func import functional_call, grad, vmap

from experiments.ensemble import Points, margin
from experiments.layers import Networks

RIDGE = 1e-6  # of the mean eigenvalue of G'G, so that its inverse exists
Gradients = tuple[np.ndarray, np.ndarray]


def projected_gradients(network: Networks, points: Points, dimensions: int, seed: int, size: int = 250) -> Gradients:
    """``G`` of shape (training points, dimensions) and ``q``, for one network in evaluation mode.

    The projection is drawn tensor by tensor from ``seed``; entries are +-1/sqrt(dimensions).
    """
    network.eval()
    weights = {key: value.detach() for key, value in network.named_parameters()}
    buffers = dict(network.named_buffers())

    def value(w: dict[str, torch.Tensor], x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return margin(functional_call(network, (w, buffers), (x[None],))[:, 0], y[None])[0]

    each = vmap(grad(value), (None, 0, 0))
    generator = torch.Generator().manual_seed(seed)
    signs = {
        key: (torch.randint(0, 2, (w.numel(), dimensions), generator=generator) * 2.0 - 1).to(w) / dimensions**0.5
        for key, w in weights.items()
    }
    rows, wrong = [], []
    for part in np.array_split(np.arange(points.train), -(-points.train // size)):
        x, y = points.batch(part[None])
        gradients = each(weights, x, y[0])
        rows.append(torch.stack([g.flatten(1) @ signs[key] for key, g in gradients.items()]).sum(0))
        with torch.no_grad():
            wrong.append(torch.sigmoid(-margin(network(x), y)[0]))
    return torch.cat(rows).cpu().numpy(), torch.cat(wrong).cpu().numpy()


@dataclass(frozen=True)
class Components:
    """The first principal components of the matrix.

    ``scores``: each training point's projections, of shape (points, components). ``sizes``: the singular values, one
    more than there are components. ``lean``: how clear each component's sign is: see ``principal_components``.
    """

    scores: np.ndarray
    sizes: np.ndarray
    lean: np.ndarray

    def gap(self, component: int) -> float:
        """The least ratio, at least 1, of the component's singular value to a neighbour's. At 1 the direction is
        undetermined: any rotation with the neighbour is as good."""
        ratios = self.sizes[:-1] / np.maximum(self.sizes[1:], np.finfo(float).tiny)
        return float(ratios[max(0, component - 2) : component].min())


def principal_components(gradients: list[Gradients], labels: np.ndarray, components: int = 2) -> Components:
    """The principal components of the matrix whose columns are centred. ``gradients``: of each network.

    A component's sign is such that its scores and the points' ``labels``, as numbers, correlate positively; ``lean`` is
    that correlation. A component is near to symmetric, so a rule that looks at the scores alone (their largest entry,
    their skewness, the heavier side) turns from one set of networks to the next; the labels do not depend on networks.
    """
    points = len(gradients[0][1])
    parts = [_factored(g, q) for g, q in gradients]

    def times(v: np.ndarray) -> np.ndarray:
        w = sum(q * (g @ (inverse @ (g.T @ v))) for g, q, inverse in parts) / len(parts)
        return np.asarray(w - w.mean(0))

    def transposed(v: np.ndarray) -> np.ndarray:
        v = v - v.mean(0)
        return np.asarray(sum(g @ (inverse @ (g.T @ (q * v))) for g, q, inverse in parts) / len(parts))

    operator = LinearOperator(
        (points, points), matvec=lambda v: times(v.ravel()), rmatvec=lambda v: transposed(v.ravel()), dtype=float
    )
    start = np.random.default_rng(0).standard_normal(points)
    left, size, _ = svds(operator, k=components + 1, v0=start, solver="arpack")
    order = np.argsort(-size)
    scores = (left * size)[:, order[:components]]
    centred = labels - labels.mean()
    lengths = np.linalg.norm(scores, axis=0) * np.linalg.norm(centred)
    lean = centred @ scores / np.maximum(lengths, np.finfo(float).tiny)
    return Components(scores * np.where(lean < 0, -1, 1), size[order], np.abs(lean))


def _factored(g: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``G``, ``q`` and ``(G'G)^-1``, in double precision."""
    g = np.asarray(g, dtype=float)
    gram = g.T @ g
    gram += RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram))
    return g, np.asarray(q, dtype=float), np.linalg.inv(gram)
