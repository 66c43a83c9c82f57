import { defineConfig } from "vitest/config";
import { minutes } from "./minutes.ts";

const MINUTE = 60_000;

export default defineConfig({
    test: {
        include: ["soak/*.spec.ts"],
        fileParallelism: false,
        testTimeout: (minutes() + 20) * MINUTE,
        hookTimeout: 2 * MINUTE,
        globalSetup: ["global_setup.ts"],
    },
});
