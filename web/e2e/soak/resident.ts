// Memory of the browser as the system counts it.
import { readdirSync, readFileSync } from "node:fs";

/** Bytes of all processes that this one started, shared pages divided among those that share them. */
export function residentBytes(root = process.pid): number {
    const parents = new Map<number, number>();
    for (const name of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        const status = readOrNothing(`/proc/${name}/status`);
        parents.set(Number(name), Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0));
    }
    const isOurs = (pid: number): boolean => pid === root || (pid > 1 && isOurs(parents.get(pid) ?? 0));
    const kilobytes = [...parents.keys()]
        .filter((pid) => pid !== root && isOurs(pid))
        .map((pid) => Number(/^Pss:\s*(\d+)/m.exec(readOrNothing(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
    return 1024 * kilobytes.reduce((sum, share) => sum + share, 0);
}

/** Processes end while they are read. */
function readOrNothing(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return "";
    }
}
