// A library's method stays exactly if something that stays may call it.
import { expect, it } from "vitest";
import { dropUncalled } from "../drop_uncalled.ts";

const LIBRARY = "/somewhere/three/src/math/Vector.js";

const TEXT = `class Vector {
    constructor(x) { this.x = x; }
    add(other) { this.x += other.x; return this; }
    subtract(other) { return this.add(other.negate()); }
    negate() { this.x = -this.x; return this; }
    get size() { return this.hypot(); }
    hypot() { return Math.abs(this.x); }
    toJSON() { return this.written(); }
    written() { return ""; }
}
class Curve { at(t) { return this.far(t); } far() {} }
Curve.prototype.kind = "curve";
Vector.largest = 1;
Vector.smallest = 0;
function Renderer() { this.render = function () { return quick(); }; this.capture = function () { return "slow"; }; }
function quick() { return 0; }
`;

/** What is left of the library beside this page. */
function built(page: string): string {
    const chunk = { moduleIds: [LIBRARY], exports: ["Vector", "Renderer"], modules: { [LIBRARY]: { code: TEXT } } };
    const other = { moduleIds: ["/page.ts"], exports: [], modules: { "/page.ts": { code: page } } };
    const render = dropUncalled().renderChunk as unknown as (...all: unknown[]) => { code: string };
    return render(`// the chunk\n${TEXT}`, chunk, {}, { chunks: { a: chunk, b: other } }).code;
}

it("drops a method that nothing calls, and what only that one calls", () => {
    const left = built("new Vector(1).add(new Vector(2));");
    expect(left).toContain("add(other)");
    for (const gone of ["subtract", "negate", "get size", "hypot", "capture", "largest", "Curve.prototype", "at(t)"])
        expect(left).not.toContain(gone);
});

it("keeps what what stays calls, whatever the name is written as", () => {
    expect(built("vector.subtract(other)")).toContain("negate()");
    expect(built("const { size } = vector;")).toContain("hypot()");
    expect(built("vector['size']")).toContain("hypot()");
    expect(built("new Renderer().capture()")).toContain("slow");
    expect(built("Vector.largest")).toContain("Vector.largest = 1");
    expect(built("Curve$1.at(0)")).toContain("far()");
});

it("drops what turns a library's object into JSON, though others can be", () => {
    expect(built("JSON.stringify(mine.toJSON())")).not.toContain("written");
});
