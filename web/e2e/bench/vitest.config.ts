import { defineConfig } from "vitest/config";

export default defineConfig({
    test: {
        include: ["bench/*.bench.ts"],
        fileParallelism: false,
        testTimeout: 600_000,
        hookTimeout: 120_000,
        globalSetup: ["global_setup.ts"],
    },
});
