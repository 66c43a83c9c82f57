// The words of both kinds of text and what they mean: for completion, for what the pointer asks about, and for the
// list "What can I write?". test/vocabulary.spec.ts holds the names against the library's own tables.

export interface Word {
    readonly name: string;
    readonly form: string; // as it is written
    readonly doc: string;
    /** Where it may stand: it begins a line, stands within one, or in an expression; a pattern in a start alone. */
    readonly place: "line" | "within" | "function" | "value" | "pattern";
}

function words(place: Word["place"], entries: readonly (readonly [form: string, doc: string])[]): Word[] {
    return entries.map(([form, doc]) => ({
        name: /^[A-Za-z_]\w*(?:\[.*\]|\/d[xyz]\d?)?/.exec(form)![0],
        form,
        doc,
        place,
    }));
}

export const EQUATION_WORDS: readonly Word[] = [
    ...words("line", [
        ['model "NAME" "SENTENCE"', "What the model is called, and one sentence about it."],
        ['source "PAPER, DOI"', "Where it comes from."],
        ['parameter k = 1 in 0..2 unit "1/t" "SENTENCE"', "A value with a slider: it may change while the model runs."],
        ['field u "LABEL" in 0..1 brush 1, 0', "A field that is stepped; every field has one equation. At most 8."],
        ["map D in 0..1 = EXPRESSION", "A field that is read and never stepped: a coefficient that differs by place."],
        ["let NAME = EXPRESSION", "A name for an expression."],
        ["next u = EXPRESSION", "In place of an equation: the value of u after a step, for coupled maps."],
        ["laplacian 27", "The stencil of lap where the settings choose none: 7 points, or the isotropic 27."],
        ["keep u in 0..1", "After every step, what lies beyond is put on the border. Also: keep u >= 0."],
        ["cut u below 1e-15", "After every step, what is nearer to 0 than this becomes 0."],
        ['start ID "LABEL": u = EXPRESSION', "A first state. A field that is left out is 0; the first start is used."],
        ["view u isovalue 0.5 range 0..1", "What is shown: a field, or view NAME = EXPRESSION."],
        ['preset ID "LABEL": k = 2 dt = 0.05', "Values that belong together."],
    ]),
    ...words("within", [
        ["in 0..1", "The range of a parameter or field."],
        ['unit "1/t"', "The unit of a parameter."],
        ["brush 1, 0", "What painting puts in, and what erasing leaves."],
        ["isovalue 0.5", "The surface is drawn where the view has this value."],
        ["range 0..1", "The values that the view's colours and slider span."],
        ["below 1e-15", "The bound of cut."],
    ]),
    ...words("function", [
        ["lap(u)", "The Laplacian: how far the neighbours' mean lies above a cell. Diffusion is D * lap(u)."],
        ["d/dx(u)", "First derivative along x, central difference."],
        ["d/dy(u)", "First derivative along y, central difference."],
        ["d/dz(u)", "First derivative along z, central difference."],
        ["d2/dx2(u)", "Second derivative along x."],
        ["d2/dy2(u)", "Second derivative along y."],
        ["d2/dz2(u)", "Second derivative along z."],
        ["div(D * grad(u))", "Diffusion whose coefficient varies: what leaves a cell enters its neighbour."],
        ["grad(u)", "The gradient, inside div or dot."],
        ["dot(grad(u), grad(v))", "The product of two gradients."],
        ["upwind_x(v, u)", "v times the x-derivative of u, one-sided towards where v comes from: stable transport."],
        ["upwind_y(v, u)", "v times the y-derivative of u, one-sided."],
        ["upwind_z(v, u)", "v times the z-derivative of u, one-sided."],
        ["mean(u)", "The mean over the box as the step begins."],
        ["u[1, 0, -1]", "The value some cells away along x, y and z; u[1] is u[1, 0, 0]."],
        [
            "ring(u, R, PROFILE)",
            "The weighted mean over the ball of R cells; the profile is a formula of distance, 0..1.",
        ],
        ["noise(s)", "Gaussian white noise of strength s, the same for the same seed. In a start: noise, -1..1."],
        ["abs(a)", "Without its sign."],
        ["floor(a)", "The whole number below."],
        ["sqrt(a)", "Square root."],
        ["exp(a)", "e to the power of a."],
        ["log(a)", "Natural logarithm."],
        ["sin(a)", "Sine."],
        ["cos(a)", "Cosine."],
        ["tan(a)", "Tangent."],
        ["sinh(a)", "Hyperbolic sine."],
        ["cosh(a)", "Hyperbolic cosine."],
        ["tanh(a)", "Hyperbolic tangent: from -1 to 1."],
        ["atan(a)", "Inverse tangent."],
        ["atan2(y, x)", "The angle of (x, y), from -pi to pi."],
        ["sign(a)", "-1, 0 or 1."],
        ["min(a, b)", "The smaller one."],
        ["max(a, b)", "The larger one."],
        ["clamp(a, low, high)", "a, but not below low nor above high."],
        ["step(a)", "1 where a >= 0, else 0."],
        ["smoothstep(low, high, a)", "0 below low, 1 above high, smooth between."],
        ["if(condition, a, b)", "a where the condition holds, else b."],
        ["and", "Both conditions hold."],
        ["or", "At least one of two conditions holds."],
        ["not", "The condition does not hold."],
    ]),
    ...words("value", [
        ["x", "The place of the cell along x: its index times dx."],
        ["y", "The place of the cell along y."],
        ["z", "The place of the cell along z."],
        ["t", "The time at which the step begins."],
        ["Lx", "The length of the box along x."],
        ["Ly", "The length of the box along y."],
        ["Lz", "The length of the box along z."],
        ["dx", "The edge of a cell."],
        ["distance", "In the profile of a ring: 0 at the cell, 1 at its radius."],
        ["pi", "3.14159…"],
        ["dt", "The time step. Every text has it; a line parameter dt = … gives its value and range."],
    ]),
    ...words("pattern", [
        ["perlin", "Soft islands, 0..1. In a start."],
        ["spheres", "Balls, 0 or 1. In a start."],
        ["noise2", "A second white noise, -1..1. In a start."],
    ]),
];

export const NETWORK_WORDS: readonly Word[] = [
    ...words("line", [
        ['parameter k = 1 in 0..2 "SENTENCE"', "A value with a slider: it may change while the model runs."],
        ["species A D = 0.2 initial = 20 patch = 20", "A kind of molecule: how it hops, how many there are at first."],
        ["reaction A + B -> 2 B rate k", "What single molecules turn into. 0 stands for nothing; <-> has two rates."],
    ]),
    ...words("within", [
        ["D = 0.2", "How fast the molecules hop, in l^2/t."],
        ["initial = 20", "How many are in every cell at first: a number, or poisson(mean)."],
        ["patch = 20", "How many more where the start draws a patch."],
        ["rate k", "The rate of one molecule, pair or triple."],
        ["in 0..1", "The range of a parameter."],
        ["where gradient(x, 0, 1)", "The rate differs from place to place: gradient, layer, vent or noise."],
    ]),
    ...words("function", [
        ["poisson(mean)", "A random number of molecules with this mean."],
        ["hill(A, K, n)", "Behind a rate: times A^n / (K^n + A^n)."],
        ["repress(R, K, n)", "Behind a rate: times K^n / (K^n + R^n)."],
        ["gradient(axis, first, last)", "Behind where: from one end of an axis to the other."],
        ["layer(axis, index)", "Behind where: one layer of cells."],
        ["vent(x, y, z, radius)", "Behind where: a ball, in parts of the box."],
        ["noise(amplitude, block)", "Behind where: random, in cubes of that many cells."],
    ]),
];
