"""Which training points act together: the train-by-train influence matrix by TRAK (Park et al. 2023, arXiv 2303.14186).

For each of a few trained networks, ``g_i``: the gradient of point i's margin in the network's weights, projected to k
dimensions by random signs; ``q_i = 1 - p_i``, the probability of the wrong classes; ``G`` the rows ``g_i``. Removing
training point i changes the margin of point j, to first order, by ``q_i g_i (G'G)^-1 g_j``, averaged over networks.
The matrix is never formed: its principal components come from products with vectors.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.sparse.linalg import LinearOperator, svds
from torch.func import functional_call, grad, vmap

from experiments.ensemble import Points, margin
from experiments.layers import Networks

RIDGE = 1e-6  # of the mean eigenvalue of G'G, so that its inverse exists


def projected_gradients(
    network: Networks, points: Points, dimensions: int, seed: int, size: int = 250
) -> tuple[np.ndarray, np.ndarray]:
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
    return torch.cat(rows).cpu().double().numpy(), torch.cat(wrong).cpu().double().numpy()


def principal_components(gradients: list[tuple[np.ndarray, np.ndarray]], components: int = 2) -> np.ndarray:
    """Each training point's projections on the first principal components, of shape (points, components).

    Row i of the matrix is what removing point i does to all margins; its columns are centred. The sign is such that the
    largest entry of a component is positive. ``gradients``: ``projected_gradients`` of each network.
    """
    n = len(gradients[0][1])
    halves = []
    for g, q in gradients:
        gram = g.T @ g
        gram += RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram))
        halves.append((q[:, None] * g, np.linalg.solve(gram, g.T)))

    def times(v: np.ndarray) -> np.ndarray:
        w = sum(left @ (right @ v) for left, right in halves) / len(halves)
        return np.asarray(w - w.mean(0))

    def transposed(v: np.ndarray) -> np.ndarray:
        v = v - v.mean(0)
        return np.asarray(sum(right.T @ (left.T @ v) for left, right in halves) / len(halves))

    operator = LinearOperator((n, n), matvec=times, rmatvec=transposed, dtype=float)
    left, size, _ = svds(operator, k=components, v0=np.random.default_rng(0).standard_normal(n), solver="arpack")
    first = np.argsort(-size)
    scores = left[:, first] * size[first]
    return np.asarray(scores * np.sign(scores[np.abs(scores).argmax(0), np.arange(components)]))
