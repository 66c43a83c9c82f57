// The tests look at the built page, so it must have been built.
import { existsSync } from "node:fs";

export default function setup(): void {
    if (!existsSync(new URL("../app/dist/index.html", import.meta.url))) {
        throw new Error("web/app/dist is missing: build the page first (./dev build, or npm run build in web/)");
    }
}
