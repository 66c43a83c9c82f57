import { defineConfig } from "vitest/config";
import { viridis } from "./viridis.ts";

export default defineConfig({ plugins: [viridis()], test: { include: ["test/*.spec.ts", "src/**/*.spec.ts"] } });
