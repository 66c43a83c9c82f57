// Time from navigation to the first surface, of this build of the page and, where MORPHOGEN_BENCH_BEFORE names the
// dist folder of another, of that one in turns; medians. A benchmark, not a test.
//     MORPHOGEN_BENCH_BEFORE=/path/to/web/app/dist npm run bench -w e2e -- first_surface
import { afterAll, beforeAll, describe, it } from "vitest";
import { BROWSERS, type Browser, launch } from "../browsers.ts";
import { open, surfaceShown } from "../page.ts";
import { type PageServer, servePage } from "../server.ts";

const ROUNDS = Number(process.env.MORPHOGEN_BENCH_ROUNDS ?? 9);
const BEFORE = process.env.MORPHOGEN_BENCH_BEFORE;
// The example of docs/networks.md's predator and prey, packed as the page's links have it.
const NETWORK =
    "parameter birth = 0.5 in 0..4\nspecies prey D = 0.2 initial = 20 patch = 30\n" +
    "species hunter D = 0.1 initial = poisson(3)\nreaction prey -> 2 prey rate birth\n" +
    "reaction prey + hunter -> 2 hunter rate 0.02\nreaction hunter -> 0 rate 0.6\n";
const QUERIES = { default: "", rdme: "?model=rdme&paused=1", network: `?net=${await packed(NETWORK)}&paused=1` };

async function packed(text: string): Promise<string> {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url");
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

describe.each(BROWSERS)("first surface in %s", (name) => {
    let browser: Browser | undefined;
    const servers: PageServer[] = [];
    beforeAll(async () => {
        servers.push(await servePage());
        if (BEFORE !== undefined) servers.push(await servePage(true, BEFORE));
        browser = await launch(name);
    });
    afterAll(async () => {
        await browser?.close();
        for (const server of servers) await server.close();
    });

    it.each(Object.entries(QUERIES))("%s", async (what, query) => {
        const times: number[][] = servers.map(() => []);
        for (let round = -1; round < ROUNDS; round++)
            for (const [i, server] of servers.entries()) {
                const tab = await browser!.tab(),
                    navigated = performance.now();
                await open(tab, server.url + query);
                await surfaceShown(tab);
                if (round >= 0) times[i]!.push(performance.now() - navigated); // the first round warms the disk's cache
                await tab.close();
            }
        const [now, before] = times.map(median);
        console.log(JSON.stringify({ browser: name, what, now, before, ratio: before && now! / before }));
    });
});
