// Which module a text wants, before the library has read it.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { mayBeEquations } from "../src/compute/frontend_program";

const MODELS = new URL("../../../models/", import.meta.url);

describe("a text", () => {
    it.each(readdirSync(MODELS).filter((file) => file.endsWith(".pde")))(
        "%s wants the module with equations",
        (file) => {
            expect(mayBeEquations(readFileSync(new URL(file, MODELS), "utf8"))).toBe(true);
        },
    );

    it("of reactions, or none at all, does not", () => {
        const network =
            "# a field\nparameter fielded = 1\nspecies field_of D = 0.1\nreaction A -> 0 rate 1 # du/dt = 1\n";
        for (const text of [null, "", network]) expect(mayBeEquations(text)).toBe(false);
    });
});
