// What most tests stand on: the page's server, a browser, and for each test a tab of its own, on whose console nothing
// may be wrong.
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Browser, launch, type Tab, type TabSize } from "./browsers.ts";
import { type PageServer, servePage } from "./server.ts";

export interface Ground {
    readonly server: PageServer;
    readonly browser: Browser;
}
export interface Setting extends Ground {
    readonly tab: Tab;
}

/** For the tests of the block or file that calls it. Both stand for what is there while a test runs. */
export function ground(name: Browser["name"]): Ground {
    let server: PageServer, browser: Browser;
    beforeAll(async () => {
        server = await servePage();
        browser = await launch(name);
    });
    afterAll(async () => {
        await browser?.close();
        await server?.close();
    });
    return { server: standIn(() => server), browser: standIn(() => browser) };
}

/** The same with a new tab for each test. */
export function setting(name: Browser["name"], size?: TabSize): Setting {
    const { server, browser } = ground(name);
    let tab: Tab;
    beforeEach(async () => void (tab = await browser.tab(size)));
    afterEach(async () => {
        const { complaints } = tab;
        await tab.close();
        expect(complaints, "errors on the console").toEqual([]);
    });
    return { server, browser, tab: standIn(() => tab) };
}

function standIn<T extends object>(now: () => T): T {
    return new Proxy({} as T, {
        get: (_, key) => Reflect.get(now(), key) as unknown,
        set: (_, key, value) => Reflect.set(now(), key, value),
    });
}
