// The notice about the last visit's run: which it is, its age, and how to continue. The run waits, paused.

import type { StoredRun } from "../../state/run_store";
import type { Session } from "../../state/session";
import type { Notices } from "../notices";

const KEY = "last-run";
const UNITS = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
] as const; // in seconds

export function showLastRun(session: Session, { savedAt }: StoredRun, notices: Notices): void {
    const close = (): void => notices.dismiss(KEY);
    const stop = session.changed.listen(() => {
        // however it was started
        if (!session.running) return;
        stop();
        close();
    });
    const {
        model,
        state: {
            steps,
            config: { size },
        },
    } = session;
    notices.show(
        "info",
        `Your last run is back, as you left it ${ago((Date.now() - savedAt) / 1000)}, paused at step ` +
            `${steps.toLocaleString("en")}.\n` +
            `${model.label}, ${size.join(" × ")} cells`,
        {
            key: KEY,
            action: {
                label: "Continue",
                run: () => {
                    session.play();
                    document.getElementById("view")?.focus();
                },
            },
            other: {
                label: "Start fresh",
                run: () => {
                    close();
                    session.attempt(() => session.startFresh());
                },
            },
        },
    );
}

/** 90 -> "1 minute ago"; less than a minute: "just now". */
export function ago(seconds: number): string {
    const unit = UNITS.find(([, size]) => seconds >= size);
    if (unit === undefined) return "just now";
    return new Intl.RelativeTimeFormat("en").format(-Math.floor(seconds / unit[1]), unit[0]);
}
