// A part of mathematics, as state/ makes it and the panel shows it.

/** A MathML element: with a text, or with children. */
export interface MathNode {
    readonly tag:
        | "math"
        | "mrow"
        | "mi"
        | "mn"
        | "mo"
        | "mtext"
        | "mfrac"
        | "msqrt"
        | "msub"
        | "msup"
        | "msubsup"
        | "mover"
        | "mspace";
    readonly text?: string;
    readonly children?: readonly MathNode[];
    readonly parameter?: string; // its id
}
