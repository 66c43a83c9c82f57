// The tables write symbols as TeX does ("D_u", "\Delta t"); here they become text with real subscripts.
export const LETTERS: Record<string, string> = {
    Delta: "Δ", nabla: "∇", eta: "η", alpha: "α", beta: "β", gamma: "γ", epsilon: "ε", varepsilon: "ε", kappa: "κ", lambda: "λ",
    Gamma: "Γ", Lambda: "Λ", Omega: "Ω", Phi: "Φ", Sigma: "Σ", chi: "χ", delta: "δ", pi: "π", psi: "ψ", xi: "ξ", zeta: "ζ",
    mu: "μ", nu: "ν", phi: "φ", varphi: "φ", rho: "ρ", sigma: "σ", tau: "τ", theta: "θ", omega: "ω", cdot: "·",
};

/** "D_u" -> D with a subscript u, "l^2/t" -> l²/t. */
export function typeset(tex: string): DocumentFragment {
    const fragment = document.createDocumentFragment();
    const text = tex.replace(/\\([A-Za-z]+) ?/g, (_, name: string) => LETTERS[name] ?? name);
    for (const [, plain = "", mark = "", braced = "", single = ""] of text.matchAll(/([^_^]+)|([_^])(?:\{([^}]*)\}|(.))/g)) {
        if (mark === "") fragment.append(plain);
        else fragment.append(raised(mark, braced || single));
    }
    return fragment;
}

export function plainText(tex: string): string {
    return typeset(tex).textContent ?? "";
}

function raised(mark: string, text: string): HTMLElement {
    const element = document.createElement(mark === "_" ? "sub" : "sup");
    element.textContent = text;
    return element;
}
