// Counts the steps that are due under a limit of steps (or simulated time) per second.
import type { Pace } from "./base";

const MOST_BEHIND_SECONDS = 0.25; // steps that are later than this are dropped

export class PaceLimiter {
    private credit = 0; // steps that are due
    private at = 0; // when they were counted

    /** Steps that are due now; Infinity without a pace. */
    due(pace: Pace | null, dt: number, now: number): number {
        if (pace === null) return Infinity;
        const rate = ratePerSecond(pace, dt),
            seconds = Math.min((now - this.at) / 1000, MOST_BEHIND_SECONDS + 1 / rate);
        this.credit = Math.min(this.credit + seconds * rate, Math.max(1, MOST_BEHIND_SECONDS * rate));
        this.at = now;
        return Math.floor(this.credit + 1e-9);
    }

    made(steps: number): void {
        this.credit = Math.max(0, this.credit - steps);
    }

    /** Milliseconds until the next step is due. */
    millisecondsUntilStep(pace: Pace, dt: number): number {
        return Math.max(0, (1000 * (1 - this.credit)) / ratePerSecond(pace, dt));
    }
}

function ratePerSecond({ unit, perSecond }: Pace, dt: number): number {
    return Math.max(1e-3, unit === "time" ? perSecond / dt : perSecond);
}
