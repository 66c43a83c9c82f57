// What one press does to the camera: the commands, and the way they find what is to be framed.
import { Vector3 } from "three";
import type { Display } from "../state/display";
import type { Session } from "../state/session";
import type { Viewer } from "../view/viewer";
import type { Command } from "./commands";

const DIRECTIONS = { x: new Vector3(1, 0, 0), y: new Vector3(0, 1, 0), z: new Vector3(0, 0, 1) };
const AXES = ["x", "y", "z"] as const;

export function cameraCommands(session: Session, viewer: Viewer, display: Display): Command[] {
    const flying = (): boolean => display.values.camera === "fly";
    return [
        {
            id: "fly",
            group: "View",
            label: () => (flying() ? "Turn around again" : "Fly freely"),
            doc: "fly freely, or turn around again",
            bar: "tools",
            icon: "fly",
            keys: ["C"],
            isOn: flying,
            run: () => display.set("camera", flying() ? "orbit" : "fly"),
        },
        {
            id: "reset-view",
            group: "View",
            label: "Frame the surface",
            bar: "transport",
            icon: "view",
            keys: ["F"],
            run: () => session.attempt(() => frameContent(session, viewer)),
        },
        {
            id: "frame-box",
            group: "View",
            label: "Frame the whole box",
            keys: ["Shift+F"],
            run: () => viewer.rig.resetView(),
        },
        ...AXES.flatMap((axis): Command[] => [
            {
                id: `look-${axis}`,
                group: "View",
                label: `Look along the ${axis} axis`,
                keys: [axis.toUpperCase()],
                run: () => viewer.rig.lookFrom(DIRECTIONS[axis]),
            },
            {
                id: `look-back-${axis}`,
                group: "View",
                label: `Look along the ${axis} axis from behind`,
                keys: [`Shift+${axis.toUpperCase()}`],
                run: () => viewer.rig.lookFrom(DIRECTIONS[axis].clone().negate()),
            },
        ]),
        {
            id: "lock-pointer",
            group: "View",
            label: "While flying, look around without a button held",
            keys: ["L"],
            isEnabled: flying,
            run: () => session.attempt(() => viewer.rig.lockPointer()),
        },
    ];
}

/** The surface fills the picture; where there is none, the box does. */
async function frameContent(session: Session, viewer: Viewer): Promise<void> {
    const bounds = await session.compute.bounds();
    if (bounds === null) viewer.rig.resetView();
    else viewer.frame(bounds.min, bounds.max);
}
