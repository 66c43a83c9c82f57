// Two cameras that look from the same place: whichever is moved, the other follows.
import type { Pose } from "../../state/launch_options";

interface Rig {
    pose: Pose;
}

/** Looks every frame; returns how to stop. */
export function linkCameras(a: Rig, b: Rig): () => void {
    let frame = 0,
        before = "";
    const text = ({ position, target }: Pose): string => [...position, ...target].map((x) => x.toFixed(6)).join();
    const follow = (): void => {
        const first = text(a.pose),
            second = text(b.pose);
        if (first !== before) b.pose = a.pose;
        else if (second !== before) a.pose = b.pose;
        before = text(a.pose);
        frame = requestAnimationFrame(follow);
    };
    frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
}
