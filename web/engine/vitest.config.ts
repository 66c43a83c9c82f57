import { defineConfig } from "vitest/config";

export default defineConfig({
    // Each file makes its own workers; two cores are enough for one of them at a time.
    test: { include: ["test/**/*.spec.ts"], fileParallelism: false, testTimeout: 120_000 },
});
