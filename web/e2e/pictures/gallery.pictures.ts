// Makes the pictures of the gallery, web/app/public/gallery/*.webp: every scene grown to its last step and drawn by the
// page.
//     npm run pictures:gallery -w e2e                 those that are missing
//     PICTURES=worms,knots npm run pictures:gallery -w e2e
// Growing them natively is quicker: SNAPSHOTS names a folder that tests/gallery/verify_gallery.py --keep has filled.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { it } from "vitest";
import type { Tab } from "../browsers.ts";
import { meshesShown, open, surfaceShown } from "../page.ts";
import { ground } from "../setting.ts";
import { surfacePicture } from "./surface_picture.ts";

const SCENES = fileURLToPath(new URL("../../../scenes/", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../app/public/gallery/", import.meta.url));
const SIZE = { width: 320, height: 240, closer: 1.12, quality: 0.72 }; // shown at 240 to 320 wide
const WINDOW = { width: 960, height: 720 };

const wanted = process.env.PICTURES?.split(",");
const names = readdirSync(SCENES)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .filter((name) => wanted?.includes(name) ?? !existsSync(`${PICTURES}${name}.webp`));

const { server, browser } = ground("chromium");

it.skipIf(names.length === 0).each(names.length === 0 ? ["none"] : names)("%s", async (name) => {
    const text = readFileSync(`${SCENES}${name}.json`, "utf8");
    const { steps } = JSON.parse(text) as { steps: number };
    const tab = await browser.tab(WINDOW);
    await tab.goto(server.url);
    await tab.evaluate(() => localStorage.setItem("morphogen.theme", "dark"));
    await open(tab, `${server.url}?size=16&paused=1`);
    await tab.press("h"); // without the panel the box stands in the middle
    await tab.evaluate((scene) => window.morphogen.scene(scene), text);
    const before = await meshesShown(tab);
    const snapshot = `${process.env.SNAPSHOTS ?? ""}/${name}.mgs`;
    if (existsSync(snapshot)) await load(tab, readFileSync(snapshot));
    else await tab.evaluate((count) => window.morphogen.step(count), steps);
    await surfaceShown(tab, before);
    writeFileSync(`${PICTURES}${name}.webp`, await surfacePicture(tab, SIZE));
    await tab.close();
});

async function load(tab: Tab, file: Buffer): Promise<void> {
    await tab.evaluate(
        (base64) =>
            window.morphogen.open(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], "scene.mgs")),
        file.toString("base64"),
    );
}
