// Waits for the picture of an exact step: a surface reaches the screen some time after its step was made.
import type { Session } from "../../state/session";
import type { Viewer } from "../../view/viewer";

const LOOK_EVERY_MS = 15;
const PATIENCE_MS = 10_000; // then there is none: it did not fit in memory, and a notice is shown

export async function pictureOf(steps: number, viewer: Viewer): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    // not on its way from the step before
    const isThere = (): boolean => viewer.onScreen?.steps === steps && viewer.onScreen.blend === 1;
    while (!isThere() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}

/** Runs with the run at rest, then lets it go on. */
export async function atRest<T>(session: Session, act: () => Promise<T>): Promise<T> {
    const { running } = session;
    if (running) session.pause();
    try {
        return await act();
    } finally {
        if (running) session.play();
    }
}
