// The section about the machine: how many threads, how often the state and the surface are made.
import type { Session } from "../../state/session";
import { canEnableThreads, disableThreads, enableThreads, isolatedByWorker } from "../enable_threads";
import type { Controls } from "./controls";
import type { Folder } from "./folder";

export function addMachine(folder: Folder, controls: Controls, session: Session): void {
    const cores = navigator.hardwareConcurrency || 1;
    const threads = controls.add(
        folder,
        "threads",
        session.whyNotThreaded ?? `This machine offers ${cores}.`,
        { min: 1, max: Math.max(8, cores), step: 1 },
        () => session.threads,
        (count: number) => session.attempt(() => session.setThreads(count)),
        true,
    );
    if (!session.threaded) threads.disable();
    addRates(folder, controls, session);
    addThreadSwitch(folder, controls);
}

function addRates(folder: Folder, controls: Controls, session: Session): void {
    controls.add(
        folder,
        "keyframes /s",
        "How often the state is published. Between keyframes the surface is blended.",
        { min: 1, max: 60, step: 1 },
        () => session.ticks,
        (ticks: number) => session.setLiveSettings({ ticks }),
    );
    controls.add(
        folder,
        "surfaces /s",
        "At most this many surfaces are made per second.",
        { min: 1, max: 60, step: 1 },
        () => session.meshesPerSecond,
        (meshesPerSecond: number) => session.setLiveSettings({ meshesPerSecond }),
    );
}

function addThreadSwitch(folder: Folder, controls: Controls): void {
    if (isolatedByWorker()) {
        controls.addButton(
            folder,
            "as the host sends it",
            "Takes the service worker out that adds the headers for threads, and loads the page again.",
            disableThreads,
        );
    } else if (canEnableThreads()) {
        controls.addButton(
            folder,
            "switch threads on",
            "A service worker of this page adds the headers that the host does not send; the page loads again.",
            enableThreads,
        );
    }
}
