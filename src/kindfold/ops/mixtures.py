"""Component families of a Dirichlet-process mixture, as functions of additive float64 statistics.

Symbols: n rows, d dimensions, k components; `counts` N_k, `first` sum of rows, `second` sum of squares in the shape the
family asks for. A family's `log_marginal` is the log evidence of each component's rows, its parameters integrated out;
`expected_log_density` is E_q log p(x | theta_k) under the posterior that the statistics give.

Sources: Murphy, "Conjugate Bayesian analysis of the Gaussian distribution" (2007); Blei & Jordan (2006); Banerjee et
al., "Clustering on the unit hypersphere" (2005); Abramowitz & Stegun 9.7.7 (Bessel functions of large order).
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

Array = NDArray[np.float64]


class Statistics(NamedTuple):
    """Additive sufficient statistics of k components; merging is addition, shards add up too."""

    counts: Array  # (k,)
    first: Array  # (k, d)
    second: Array  # (k,) sum |x|^2, (k, d) sum x^2, or (k, d, d) sum x x'

    def take(self, index: slice | NDArray[np.intp]) -> Statistics:
        """Statistics of some of the components."""
        return Statistics(self.counts[index], self.first[index], self.second[index])

    def plus(self, other: Statistics) -> Statistics:
        """Statistics of the union, component by component (broadcasts)."""
        return Statistics(self.counts + other.counts, self.first + other.first, self.second + other.second)

    def tempered(self, tau: float) -> Statistics:
        """Statistics of the power likelihood p^(1/tau)."""
        return Statistics(self.counts / tau, self.first / tau, self.second / tau)


class Family(Protocol):
    """What the merge moves and the coordinate ascent need of a likelihood with its conjugate prior."""

    @property
    def moment(self) -> int:
        """Number of axes of one component's second moment: 0, 1 or 2."""

    def log_marginal(self, s: Statistics) -> Array: ...

    def expected_log_density(self, s: Statistics, X: Array) -> Array: ...

    def quadratic(self, s: Statistics) -> tuple[Array, Array]:
        """Centres c (k, d) and roots R (k, d, d) of E log p(x) = constant - 1/2 |R'(x - c)|^2."""


def statistics(X: Array, r: Array, *, moment: int) -> Statistics:
    """Statistics of rows X (n, d) under responsibilities r (n, k)."""
    if moment == 2:
        second = np.stack([(X * column[:, None]).T @ X for column in r.T])
    else:
        second = r.T @ (X**2 if moment == 1 else (X**2).sum(axis=1))
    return Statistics(r.sum(axis=0), r.T @ X, second)


def grouped(s: Statistics, labels: NDArray[np.int64], k: int) -> Statistics:
    """Add up the statistics of the components that share a label, giving k components."""
    out = Statistics(np.zeros(k), np.zeros((k, *s.first.shape[1:])), np.zeros((k, *s.second.shape[1:])))
    for total, part in zip(out, s, strict=True):
        np.add.at(total, labels, part)
    return out


class Iso(NamedTuple):
    """Gaussian of known shared variance v; mean ~ N(m, v / kappa). The family that finds K."""

    mean: Array  # (d,)
    variance: float
    kappa: float
    moment: int = 0

    def log_marginal(self, s: Statistics) -> Array:
        d, kappa = len(self.mean), self.kappa + s.counts
        centre = self.kappa * self.mean + s.first  # kappa_k m_k
        q = s.second + self.kappa * self.mean @ self.mean - (centre**2).sum(axis=-1) / kappa
        out: Array = (
            -0.5 * s.counts * d * np.log(2 * np.pi * self.variance)
            + 0.5 * d * np.log(self.kappa / kappa)
            - 0.5 * q / self.variance
        )
        return out

    def expected_log_density(self, s: Statistics, X: Array) -> Array:
        d, kappa = len(self.mean), self.kappa + s.counts
        centre = (self.kappa * self.mean + s.first) / kappa[:, None]
        distance = (X**2).sum(axis=1)[:, None] - 2 * X @ centre.T + (centre**2).sum(axis=1)
        out: Array = -0.5 * d * (np.log(2 * np.pi * self.variance) + 1 / kappa) - 0.5 * distance / self.variance
        return out

    def quadratic(self, s: Statistics) -> tuple[Array, Array]:
        k, d = s.first.shape
        centre = (self.kappa * self.mean + s.first) / (self.kappa + s.counts)[:, None]
        return centre, np.tile(np.eye(d) / np.sqrt(self.variance), (k, 1, 1))


class Diagonal(NamedTuple):
    """Gaussian with one variance per coordinate; Normal-Gamma prior (m, kappa, a, b_j)."""

    mean: Array  # (d,)
    kappa: float
    a: float
    b: Array  # (d,)
    moment: int = 1

    def posterior(self, s: Statistics) -> tuple[Array, Array, Array, Array]:
        kappa = self.kappa + s.counts
        centre = (self.kappa * self.mean + s.first) / kappa[..., None]
        b = self.b + 0.5 * (s.second + self.kappa * self.mean**2 - kappa[..., None] * centre**2)
        return kappa, centre, self.a + 0.5 * s.counts, b

    def log_marginal(self, s: Statistics) -> Array:
        d = len(self.mean)
        kappa, _, a, b = self.posterior(s)
        out: Array = (
            -0.5 * s.counts * d * np.log(2 * np.pi)
            + 0.5 * d * np.log(self.kappa / kappa)
            + (self.a * np.log(self.b) - a[..., None] * np.log(b)).sum(axis=-1)
            + d * (gammaln(a) - gammaln(self.a))
        )
        return out

    def expected_log_density(self, s: Statistics, X: Array) -> Array:
        d = len(self.mean)
        kappa, centre, a, b = self.posterior(s)
        precision = a[:, None] / b  # (k, d)
        distance = X**2 @ precision.T - 2 * X @ (precision * centre).T + (precision * centre**2).sum(axis=1)
        constant = 0.5 * (digamma(a)[:, None] - np.log(b)).sum(axis=1) - 0.5 * d * (np.log(2 * np.pi) + 1 / kappa)
        out: Array = constant - 0.5 * distance
        return out

    def quadratic(self, s: Statistics) -> tuple[Array, Array]:
        _, centre, a, b = self.posterior(s)
        return centre, np.sqrt(a[:, None] / b)[:, None, :] * np.eye(len(self.mean))


class Full(NamedTuple):
    """Gaussian with its own covariance; normal-inverse-Wishart prior (m, kappa, nu, Psi), nu > d - 1."""

    mean: Array  # (d,)
    kappa: float
    nu: float
    scale: Array  # (d, d)
    moment: int = 2

    def posterior(self, s: Statistics) -> tuple[Array, Array, Array, Array]:
        kappa = self.kappa + s.counts
        centre = (self.kappa * self.mean + s.first) / kappa[..., None]
        outer = np.einsum("...i,...j->...ij", centre, centre) * kappa[..., None, None]
        psi = self.scale + s.second + self.kappa * np.outer(self.mean, self.mean) - outer
        return kappa, centre, self.nu + s.counts, 0.5 * (psi + np.swapaxes(psi, -1, -2))

    def log_marginal(self, s: Statistics) -> Array:
        d = len(self.mean)
        kappa, _, nu, psi = self.posterior(s)
        out: Array = (
            -0.5 * s.counts * d * np.log(np.pi)
            + log_multigamma(0.5 * nu, d)
            - log_multigamma(np.asarray(0.5 * self.nu), d)
            + 0.5 * self.nu * np.linalg.slogdet(self.scale)[1]
            - 0.5 * nu * np.linalg.slogdet(psi)[1]
            + 0.5 * d * np.log(self.kappa / kappa)
        )
        return out

    def expected_log_density(self, s: Statistics, X: Array) -> Array:
        d = len(self.mean)
        kappa, _, nu, psi = self.posterior(s)
        constant = 0.5 * (
            digamma(0.5 * (nu[:, None] - np.arange(d))).sum(axis=1)
            - np.linalg.slogdet(psi)[1]
            - d / kappa
            - d * np.log(np.pi)
        )
        out: Array = constant - 0.5 * squared_distances(X, *self.quadratic(s))
        return out

    def quadratic(self, s: Statistics) -> tuple[Array, Array]:
        _, centre, nu, psi = self.posterior(s)
        inverse = np.linalg.inv(np.linalg.cholesky(psi))  # psi^-1 = inverse' inverse
        return centre, np.sqrt(nu)[:, None, None] * np.swapaxes(inverse, -1, -2)


class VonMisesFisher(NamedTuple):
    """Directions of known shared concentration; mean direction ~ vMF(m, c)."""

    mean: Array  # (d,), unit length
    concentration: float
    c: float
    moment: int = 0

    def log_marginal(self, s: Statistics) -> Array:
        d = len(self.mean)
        length = np.linalg.norm(self.concentration * s.first + self.c * self.mean, axis=-1)
        return (
            s.counts * log_vmf_constant(np.asarray(self.concentration), d)
            + log_vmf_constant(np.asarray(self.c), d)
            - log_vmf_constant(length, d)
        )

    def expected_log_density(self, s: Statistics, X: Array) -> Array:
        direction, cosine = self._posterior_mean(s)
        centre = direction * cosine[:, None]
        return log_vmf_constant(np.asarray(self.concentration), len(self.mean)) + self.concentration * X @ centre.T

    def quadratic(self, s: Statistics) -> tuple[Array, Array]:
        direction, cosine = self._posterior_mean(s)  # x.c = 1 - |x - c|^2 / 2 for unit vectors
        return direction, np.sqrt(self.concentration * cosine)[:, None, None] * np.eye(len(self.mean))

    def _posterior_mean(self, s: Statistics) -> tuple[Array, Array]:
        """Mean directions (k, d), and the length A_d of the expected direction (k,)."""
        d = len(self.mean)
        e = self.concentration * s.first + self.c * self.mean
        length = np.maximum(np.linalg.norm(e, axis=1), np.finfo(float).tiny)
        return e / length[:, None], np.exp(log_bessel(0.5 * d, length) - log_bessel(0.5 * d - 1, length))


def squared_distances(X: Array, centers: Array, roots: Array) -> Array:
    """|R_k'(x - c_k)|^2 of rows X (n, d) for centres (k, d) and roots (k, d, d), (n, k)."""
    return np.stack([(((X - c) @ root) ** 2).sum(axis=1) for c, root in zip(centers, roots, strict=True)], axis=1)


def shared_concentration(s: Statistics) -> float:
    """Concentration common to all components, from pairs of rows so that small components do not inflate it."""
    d, many = s.first.shape[1], s.counts > 1
    n = s.counts[many]
    cosine = ((s.first[many] ** 2).sum(axis=1) - n) / (n * (n - 1))  # mean over pairs of distinct rows
    rho = np.clip((n * np.sqrt(np.clip(cosine, 0, 1))).sum() / n.sum(), 1e-3, 0.999) if many.any() else 0.5
    return float(rho * (d - rho**2) / (1 - rho**2))  # Banerjee et al. (2005), Eq. 4.4


def log_multigamma(a: Array, d: int) -> Array:
    """Logarithm of the multivariate gamma function."""
    out: Array = 0.25 * d * (d - 1) * np.log(np.pi) + gammaln(np.asarray(a)[..., None] - 0.5 * np.arange(d)).sum(
        axis=-1
    )
    return out


def log_vmf_constant(concentration: Array, d: int) -> Array:
    """Log normaliser c_d of the von Mises-Fisher density."""
    nu = 0.5 * d - 1
    out: Array = nu * np.log(concentration) - 0.5 * d * np.log(2 * np.pi) - log_bessel(nu, concentration)
    return out


def log_bessel(nu: float, x: Array) -> Array:
    """Log of the modified Bessel function I_nu by its uniform large-order expansion, A&S 9.7.7.

    Orders below 8 are reached by downward recurrence from two orders above, where the expansion holds to 1e-5.
    """
    if nu < 8:
        low, high = log_bessel(nu + 1, x), log_bessel(nu + 2, x)
        out: Array = np.logaddexp(high, np.log(2 * (nu + 1)) - np.log(x) + low)
        return out
    z = x / nu
    root = np.sqrt(1 + z**2)
    t = 1 / root
    eta = root + np.log(z / (1 + root))
    u1 = (3 * t - 5 * t**3) / 24
    u2 = (81 * t**2 - 462 * t**4 + 385 * t**6) / 1152
    expansion: Array = nu * eta - 0.5 * np.log(2 * np.pi * nu * root) + np.log1p(u1 / nu + u2 / nu**2)
    return expansion
