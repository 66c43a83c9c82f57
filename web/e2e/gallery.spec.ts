// The gallery: opened by its key, filtered, and a scene chosen from it runs as its file says.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { notices, open, subtitle, surfaceShown } from "./page.ts";
import { ground } from "./setting.ts";

const { server, browser } = ground("chromium");

it("shows every scene with its picture, filters, and runs the chosen one", async () => {
    const tab = await browser.tab();
    await open(tab, `${server.url}?size=32&paused=1&feed=0.05`);
    await tab.press("g");
    await tab.until(() => document.querySelector("dialog.gallery[open]") !== null);
    const cards = await tab.evaluate(() => document.querySelectorAll("dialog.gallery .card").length);
    expect(cards).toBeGreaterThanOrEqual(24);
    await tab.evaluate(() =>
        document
            .querySelectorAll<HTMLImageElement>("dialog.gallery img")
            .forEach((picture) => (picture.loading = "eager")),
    );
    await tab.until(() =>
        [...document.querySelectorAll<HTMLImageElement>("dialog.gallery img")].every((picture) => picture.complete),
    );
    expect(
        await tab.evaluate(() =>
            [...document.querySelectorAll<HTMLImageElement>("dialog.gallery img")]
                .filter((picture) => picture.naturalWidth === 0)
                .map((picture) => picture.src),
        ),
    ).toEqual([]);

    await tab.evaluate(() =>
        [...document.querySelectorAll<HTMLButtonElement>(".gallery .filters button")]
            .find((button) => button.textContent === "holes")!
            .click(),
    );
    const shown = await tab.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>(".gallery li:not([hidden]) strong")].map((name) => name.textContent),
    );
    expect(shown).toContain("Foam");
    expect(shown).not.toContain("Worms");

    await tab.evaluate(() =>
        [...document.querySelectorAll<HTMLButtonElement>(".gallery .card")]
            .find((card) => card.querySelector("strong")!.textContent === "Column")!
            .click(),
    );
    await tab.until(() => window.morphogen.state.config.seed === 7n);
    const scene = JSON.parse(readFileSync(new URL("../../scenes/column.json", import.meta.url), "utf8")) as {
        size: number[];
        parameters: { feed: number };
    };
    expect(await subtitle(tab)).toContain(scene.size.join(" × "));
    expect(await tab.evaluate(() => window.morphogen.get("feed"))).toBeCloseTo(scene.parameters.feed, 6);
    expect((await notices(tab)).join()).toContain("Column");
    await surfaceShown(tab);
    const refusal = await tab.evaluate(() =>
        window.morphogen.scene('{"model": "nothing"}').then(
            () => "",
            (error: Error) => error.message,
        ),
    );
    expect(refusal).toContain("nothing");
    expect(tab.complaints).toEqual([]);
    await tab.close();
});
