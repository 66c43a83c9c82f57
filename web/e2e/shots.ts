// MORPHOGEN_SHOTS=folder keeps what the tests saw.
import { mkdirSync, writeFileSync } from "node:fs";
import type { Tab } from "./browsers.ts";

export async function keepShot(tab: Tab, name: string): Promise<void> {
    const folder = process.env.MORPHOGEN_SHOTS;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/${name}.png`, await tab.screenshot());
}
