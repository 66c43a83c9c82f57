// Which module a text wants, before the library has read it.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { loadProgram, mayBeEquations } from "../src/compute/frontend_program";

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

describe("a module that does not come", () => {
    it.each([
        ["without an answer", () => Promise.reject(new TypeError("NetworkError")), /no answer.*Try again/],
        ["that the server has not", async () => new Response("", { status: 404 }), /the server answered 404/],
    ] as const)("%s is told", async (_, answer, sentence) => {
        vi.stubGlobal("fetch", answer);
        await expect(loadProgram(false, true)).rejects.toThrow(sentence);
        vi.unstubAllGlobals();
    });
});
