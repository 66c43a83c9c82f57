import { defineConfig } from "vitest/config";

export default defineConfig({
    test: {
        include: ["pictures/*.pictures.ts"],
        fileParallelism: false,
        testTimeout: 1800_000,
        hookTimeout: 120_000,
        globalSetup: ["global_setup.ts"],
    },
});
