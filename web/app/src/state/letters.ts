// The letters and signs that equations and symbols write as TeX does, by their names.
export const LETTERS: Record<string, string> = {
    Delta: "Δ", nabla: "∇", eta: "η", alpha: "α", beta: "β", gamma: "γ", epsilon: "ε", varepsilon: "ε", kappa: "κ", lambda: "λ",
    Gamma: "Γ", Lambda: "Λ", Omega: "Ω", Phi: "Φ", Sigma: "Σ", chi: "χ", delta: "δ", pi: "π", psi: "ψ", xi: "ξ", zeta: "ζ",
    mu: "μ", nu: "ν", phi: "φ", varphi: "φ", rho: "ρ", sigma: "σ", tau: "τ", theta: "θ", omega: "ω", cdot: "·",
};
