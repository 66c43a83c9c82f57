// What most tests stand on: the page's server, a browser, and for each test a tab of its own, on whose console nothing may be wrong.
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Browser, launch, type Tab, type TabSize } from "./browsers.ts";
import { type PageServer, servePage } from "./server.ts";

export interface Setting { readonly server: PageServer; readonly browser: Browser; readonly tab: Tab }

/** For the tests of the block that calls it. Each of the three stands for the one that is there while a test runs. */
export function setting(name: Browser["name"], size?: TabSize): Setting {
    let server: PageServer, browser: Browser, tab: Tab;
    beforeAll(async () => {
        server = await servePage();
        browser = await launch(name);
    });
    afterAll(async () => {
        await browser?.close();
        await server?.close();
    });
    beforeEach(async () => void (tab = await browser.tab(size)));
    afterEach(async () => {
        const { complaints } = tab;
        await tab.close();
        expect(complaints, "errors on the console").toEqual([]);
    });
    return { server: standIn(() => server), browser: standIn(() => browser), tab: standIn(() => tab) };
}

function standIn<T extends object>(now: () => T): T {
    return new Proxy({} as T, { get: (_, key) => Reflect.get(now(), key) as unknown });
}
