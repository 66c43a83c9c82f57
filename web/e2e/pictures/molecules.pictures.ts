// Makes the pictures of docs/molecules.md, docs/images/rdme_*.webp: one run of rdme at 128^3, looked at six times.
//     npm run pictures:molecules -w e2e
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { it } from "vitest";
import { meshesShown, open, surfaceShown } from "../page.ts";
import { ground } from "../setting.ts";
import { surfacePicture } from "./surface_picture.ts";

const IMAGES = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const TIMES = [0, 10, 30, 80, 88, 96];
const STEPS_A_TIME = 5; // dt is 0.2
const SIZE = { width: 420, height: 420, closer: 1.1, quality: 0.8 };

const { server, browser } = ground("chromium");

it("rdme at six times", async () => {
    const tab = await browser.tab({ width: 900, height: 900 });
    await tab.goto(server.url);
    await tab.evaluate(() => localStorage.setItem("morphogen.theme", "dark"));
    await open(tab, `${server.url}?model=rdme&size=128&paused=1`);
    await surfaceShown(tab);
    await tab.press("h"); // without the panel the box stands in the middle
    let at = 0;
    for (const time of TIMES) {
        const before = await meshesShown(tab),
            steps = (time - at) * STEPS_A_TIME;
        if (steps > 0) await tab.evaluate((count) => window.morphogen.step(count), steps);
        if (steps > 0) await surfaceShown(tab, before);
        writeFileSync(`${IMAGES}rdme_${String(time).padStart(3, "0")}.webp`, await surfacePicture(tab, SIZE));
        at = time;
    }
    await tab.close();
});
