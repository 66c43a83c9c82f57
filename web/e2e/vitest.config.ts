import { defineConfig } from "vitest/config";

const MINUTE = 60_000;

export default defineConfig({
    test: {
        include: ["*.spec.ts"],
        globalSetup: ["global_setup.ts"],
        fileParallelism: false, // a browser that renders in software wants all cores
        testTimeout: 4 * MINUTE, // waits end on conditions; this is only for what never comes
        hookTimeout: 2 * MINUTE,
    },
});
