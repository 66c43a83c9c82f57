// Where a hand finds the surface, and how one waits for what it does there.
import type { Place, Tab } from "./browsers.ts";

/** A place in the window where the surface is, between two pixels from the left. */
export function surfacePlace(tab: Tab, from?: number, to = 800): Promise<Place> {
    return tab.evaluate(
        async ([left, right]) => {
            for (let y = 160; y < 680; y += 20)
                for (let x = left ?? (innerWidth < 900 ? 40 : 200); x < Math.min(right!, innerWidth - 40); x += 20) {
                    const all = await Promise.all(
                        [
                            [0, 0],
                            [16, 0],
                            [-16, 0],
                            [0, 16],
                            [0, -16],
                        ].map(([dx = 0, dy = 0]) => window.morphogen.pick(x + dx, y + dy)),
                    );
                    if (all.every((pick) => pick !== null)) return [x, y] as const;
                }
            throw new Error("no surface in the window");
        },
        [from ?? null, to],
    );
}

/** What is under the pointer is asked of the worker, which answers in order: once it has told us, the page knows. */
export async function asked(tab: Tab, place: Place): Promise<void> {
    await tab.evaluate(([x, y]) => window.morphogen.pick(x, y), place);
    await tab.evaluate(() => new Promise(requestAnimationFrame));
}

export async function changedFrom(tab: Tab, before: string): Promise<void> {
    await tab.until((then) => window.morphogen.hash().then((now) => now !== then), before);
}
