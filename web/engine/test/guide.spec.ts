// Every model of docs/guide/equations.md runs as it stands there.
import { readFileSync } from "node:fs";
import { Engine } from "@morphogen/engine/node";
import { describe, expect, it } from "vitest";
import { pool, repository } from "./support.ts";

const chapter = readFileSync(repository("docs/guide/equations.md"), "utf8");
const texts = [...chapter.matchAll(/```pde\n(.*?)```/gs)].map(([, text = ""]) => text);
const STEPS = 50;

describe("the guide's equations", () => {
    it.each(texts.map((text) => [/model "([^"]+)"/.exec(text)?.[1], text] as const))("%s", async (_, network) => {
        const { instance } = await pool({ equations: true });
        const engine = Engine.create(instance, { size: [16, 16, 16], network });
        const before = engine.hash();
        engine.step(STEPS);
        expect(engine.hash()).not.toBe(before);
        engine.destroy();
    });
    it("are all read by this test", () => expect(texts.length).toBeGreaterThanOrEqual(4));
});
