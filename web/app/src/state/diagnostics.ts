// What a report of a bug needs beside the sentence: enough to have the same run again on another machine.
import type { Session } from "./session";

export function diagnostics(session: Session): string {
    const lines = [
        `address: ${location.href}`,
        `browser: ${navigator.userAgent}`,
        `cores: ${navigator.hardwareConcurrency}`,
        `isolated: ${crossOriginIsolated}`,
        `window: ${innerWidth} x ${innerHeight} at ${devicePixelRatio}`,
    ];
    if (!session.isReady) return ["Morphogen: not running", ...lines].join("\n");
    const { config, view, steps } = session.state;
    const { network, ...rest } = config;
    const run = JSON.stringify({ ...rest, seed: String(config.seed), view, steps, isovalue: session.isovalue });
    return [
        `Morphogen ${session.description.version}, threads: ${session.threads}`,
        `run: ${run}`,
        ...lines,
        ...(network === null ? [] : ["network:", network]),
    ].join("\n");
}
