// What axe-core, the checker of accessibility, calls serious.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Tab } from "./browsers.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
    id: string;
    impact: string | null;
    nodes: { html: string; failureSummary: string }[];
}

/** What axe calls serious or critical of the page as it is now, a line each. */
export async function findings(tab: Tab): Promise<string[]> {
    await tab.evaluate((source) => {
        // The page's policy allows no script of another hand; the test's own hand may run one.
        // biome-ignore lint/security/noGlobalEval: axe-core comes as the text of a script
        if (!("axe" in window)) globalThis.eval(source);
    }, AXE);
    const violations = await tab.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
        return (await axe.run()).violations.map(({ id, impact, nodes }) => ({
            id,
            impact,
            nodes: nodes.map(({ html, failureSummary }) => ({ html: html.slice(0, 160), failureSummary })),
        }));
    });
    return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(
            ({ id, nodes }) =>
                `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
        );
}
