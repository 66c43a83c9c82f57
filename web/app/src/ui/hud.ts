// The statistics in the corner: what runs, how fast, on how many threads (and why only one), in how much memory.
import type { Stats } from "../compute/base";
import { byId } from "../dom/elements";
import type { Session } from "../state/session";
import { bytes, count, formatNumber } from "./numbers";

const WHY_ONE = crossOriginIsolated ? "1 · threads did not start" : "1 · page not isolated";

export class Hud {
    readonly #session: Session;

    constructor(session: Session) {
        this.#session = session;
        session.changed.listen(() => this.#describe());
        session.stats.listen((stats) => this.#show(stats));
        session.tasks.changed.listen(() => this.#describe());
    }

    #describe(): void {
        if (!this.#session.isReady) return;
        const { model, state, running } = this.#session;
        const [nx, ny, nz] = state.config.size;
        const size = nx === ny && ny === nz ? `${nx}³` : `${nx} × ${ny} × ${nz}`;
        const task = this.#session.tasks.all.at(-1)?.doing ?? null,
            doing = task ?? (running ? null : "paused");
        byId("subtitle").textContent = `${model.label}, ${size}${doing === null ? "" : ` · ${doing}`}`;
        byId("subtitle").classList.toggle("busy", task !== null);
    }

    #show(stats: Stats): void {
        byId("stats").hidden = false;
        byId("stat-speed").textContent = stats.running ? `${count(stats.stepsPerSecond)} steps/s` : "at rest";
        byId("stat-time").textContent =
            `${stats.time < 100 ? formatNumber(stats.time) : count(stats.time)} · step ${count(stats.steps)}`;
        byId("stat-surface").textContent = `${count(stats.triangles)} triangles`;
        byId("stat-mesh").textContent = `${stats.meshMs.toFixed(1)} ms`;
        byId("stat-threads").textContent = this.#session.threaded ? String(stats.threads) : WHY_ONE;
        if (this.#session.whyNotThreaded !== null) byId("stat-threads").dataset.tip = this.#session.whyNotThreaded;
        byId("stat-memory").textContent = bytes(stats.memoryBytes);
    }
}
