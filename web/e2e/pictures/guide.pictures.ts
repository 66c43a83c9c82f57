// Makes the pictures of the guide, docs/guide/*.webp, and its list of keys and gestures, docs/guide/keys.md, from the
// page itself.
//     npm run pictures:guide -w e2e
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { it } from "vitest";
import type { Machine, Tab, TabSize } from "../browsers.ts";
import { open, surfaceShown } from "../page.ts";
import { ground } from "../setting.ts";
import { openPane, paste, takeUp, understood } from "../text_pane.ts";

const GUIDE = fileURLToPath(new URL("../../../docs/guide/", import.meta.url));
const WINDOW: TabSize = { width: 1120, height: 700 },
    PHONE: TabSize = { width: 390, height: 700 };
const QUALITY = 0.8;
const GROWN = "?size=64&paused=1&seeding=spheres";
const STEPS = 1800;

const { server, browser } = ground("chromium");

async function grown(address = GROWN, steps = STEPS, size = WINDOW, machine: Machine = {}): Promise<Tab> {
    const tab = await browser.tab(size, machine);
    await open(tab, `${server.url}${address}`);
    await surfaceShown(tab);
    if (steps > 0) await tab.evaluate((count) => window.morphogen.step(count), steps);
    return tab;
}

async function take(tab: Tab, name: string): Promise<void> {
    // the newest surface has come to the screen
    await tab.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1200)));
    const png = (await tab.screenshot()).toString("base64");
    const url = await tab.evaluate(
        async ({ base64, quality }) => {
            const picture = await createImageBitmap(
                new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: "image/png" }),
            );
            const canvas = new OffscreenCanvas(picture.width, picture.height);
            canvas.getContext("2d")!.drawImage(picture, 0, 0);
            const blob = await canvas.convertToBlob({ type: "image/webp", quality });
            return new Promise<string>((resolve) => {
                const reader = new FileReader();
                reader.onload = () => resolve(String(reader.result));
                reader.readAsDataURL(blob);
            });
        },
        { base64: png, quality: QUALITY },
    );
    writeFileSync(`${GUIDE}${name}.webp`, Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

it("first look, a pattern changed, dark and light, dialogs", async () => {
    const tab = await grown();
    await take(tab, "first-look");
    await tab.evaluate(async () => {
        await window.morphogen.set("feed", 0.03);
        await window.morphogen.set("kill", 0.06);
        await window.morphogen.step(1200);
        document.querySelector<HTMLElement>("[data-parameter=kill] .slider")!.focus();
    });
    await tab.press("ArrowRight");
    await tab.press("ArrowLeft");
    await tab.evaluate(() => document.getElementById("plots-title")!.click());
    await take(tab, "changed");
    await tab.evaluate(() => document.getElementById("plots-title")!.click());
    await tab.press("t");
    await take(tab, "light");
    await tab.press("t");
    for (const [key, name] of [
        ["g", "gallery"],
        ["k", "share"],
        ["Control+s", "save"],
        ["?", "keys"],
    ] as const) {
        await tab.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
        await tab.press(key);
        await tab.until(() => document.querySelector("dialog[open]") !== null);
        await take(tab, name);
        if (name === "keys") writeFileSync(`${GUIDE}keys.md`, await keysOf(tab));
        await tab.press("Escape");
    }
    await tab.close();
});

it("looking inside", async () => {
    const tab = await grown();
    await tab.press("h");
    await tab.evaluate(() => window.morphogen.display({ slice_z: true, slice_x: true }));
    await take(tab, "slices");
    await tab.evaluate(() =>
        window.morphogen.display({ slice_z: false, slice_x: false, clip: true, clip_z_max: 0.55, clip_x_max: 0.7 }),
    );
    await take(tab, "clip");
    await tab.evaluate(() => window.morphogen.display({ clip: false, volume: true, surface: false }));
    await take(tab, "cloud");
    await tab.close();
});

it("painting, probing, two runs", async () => {
    const tab = await grown(GROWN, 900);
    await surfaceShown(tab);
    await tab.press("b");
    await tab.until(() => document.getElementById("brush-pane")?.hidden === false);
    const [x, y] = await surfaceNear(tab, 500, 330);
    await tab.move([x, y]);
    await tab.evaluate(([left, top]) => window.morphogen.pick(left, top), [x, y] as const);
    await tab.drag([
        [x, y],
        [x + 16, y + 10],
        [x + 34, y + 14],
        [x + 52, y + 8],
    ]);
    await take(tab, "painting");
    await tab.press("Escape");
    for (const [left, top] of [[x, y], await surfaceNear(tab, 330, 420)] as const) {
        await tab.doubleClick([left, top]);
        await tab.until(
            (count) => window.morphogen.probes.length > count,
            await tab.evaluate(() => window.morphogen.probes.length - 1).then((count) => Math.max(0, count)),
        );
    }
    for (let i = 0; i < 30; i++) await tab.evaluate(() => window.morphogen.step(10));
    await take(tab, "probing");
    await tab.evaluate(() => {
        document.querySelectorAll<HTMLElement>("#probes article button:last-of-type").forEach((close) => close.click());
        return window.morphogen.compare();
    });
    await tab.evaluate(async () => {
        const { b } = window.morphogen.comparison!;
        await b.set("kill", 0.06);
        await window.morphogen.step(900);
    });
    await tab.evaluate(() => window.morphogen.play());
    await tab.until(() => window.morphogen.comparison!.steps.B > 2300);
    await tab.evaluate(() => window.morphogen.pause());
    await tab.until(() => window.morphogen.comparison!.steps.A === window.morphogen.comparison!.steps.B);
    await take(tab, "compare");
    await tab.close();
});

const GUIDE_TEXTS = [...readFileSync(`${GUIDE}equations.md`, "utf8").matchAll(/```pde\n(.*?)```/gs)].map(
    ([, text = ""]) => text,
);

it("a model's text", async () => {
    const tab = await grown("?size=48&paused=1", 0);
    await openPane(tab);
    const waves = GUIDE_TEXTS[2]!;
    await paste(tab, waves);
    await understood(tab);
    await tab.press("Control+Enter");
    await tab.until(() => document.querySelector("[data-parameter=e]") !== null);
    await tab.evaluate(() => window.morphogen.step(800));
    await take(tab, "equations");
    await paste(tab, waves.replace("lap(u)", "lpa(u)"));
    await tab.until(() => document.getElementById("text-message")!.classList.contains("error"));
    await take(tab, "equations-wrong");
    await takeUp(tab, "Prey and hunters");
    await tab.until(() => document.querySelector("[data-parameter=eat]") !== null);
    await tab.evaluate(() => window.morphogen.step(300));
    await take(tab, "network");
    await tab.close();
});

it("a telephone", async () => {
    const phone = await grown("?size=48&paused=1&seeding=spheres", 1200, PHONE, { touch: true });
    await phone.click("#more");
    await take(phone, "telephone");
    await phone.close();
});

/** The place of the surface that is nearest to this one in the window. */
async function surfaceNear(tab: Tab, x: number, y: number): Promise<readonly [number, number]> {
    return tab.evaluate(
        async ([left, top]) => {
            for (let reach = 0; reach < 200; reach += 8) {
                for (let turn = 0; turn < 12; turn++) {
                    const place = [
                        left + reach * Math.cos((turn * Math.PI) / 6),
                        top + reach * Math.sin((turn * Math.PI) / 6),
                    ] as const;
                    if ((await window.morphogen.pick(...place))?.cut === false) return place;
                }
            }
            throw new Error("no surface there");
        },
        [x, y] as const,
    );
}

/** The page of keys as a document. */
async function keysOf(tab: Tab): Promise<string> {
    const sections = await tab.evaluate(() =>
        [...document.querySelectorAll("#keys-list section")].map((section) => ({
            title: section.querySelector("h3")!.textContent,
            rows: [...section.querySelectorAll("dl div")].map((row) => [
                row.querySelector("dt")!.textContent,
                row.querySelector("dd")!.textContent,
            ]),
        })),
    );
    const tables = sections.map(
        ({ title, rows }) =>
            `## ${title}\n\n| keys | what they do ` +
            `|\n|---|---|\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`,
    );
    return (
        "# Keys and gestures\n\nMade by `npm run pictures:guide -w e2e` from the page's own list; `?` " +
        `shows it there.\n\n${tables.join("\n")}`
    );
}
