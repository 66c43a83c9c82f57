// A video at exact steps: the run makes its steps, waits until their surface is on the screen, and gives a frame.
// However slow the machine, frame i shows step first + i * every.
import type { Vector3 } from "../../compute/base";
import { type Check, number, oneOf, orNull, some, whole } from "../../compute/refusals";
import type { Pose } from "../../state/launch_options";
import type { Session } from "../../state/session";
import type { Task } from "../../state/tasks";
import type { Viewer } from "../../view/viewer";
import { type FrameSink, kindsFor, makeSink, type VideoKind } from "./frame_sinks";
import { atRest, pictureOf } from "./moment";

export interface VideoOptions {
    readonly frames: number;
    readonly every: number; // steps between two frames
    readonly fps: number;
    readonly height: number; // pixels; 0: as the window. The width follows from the window's shape
    readonly turn: number; // degrees around the upright axis, from frame to frame
    readonly kind: VideoKind | null; // null: the best that this browser can make
}

export const VIDEO_LIMITS = { frames: [1, 20_000], every: [0, 1e6], fps: [1, 120], turn: [-180, 180] } as const;
export const HEIGHTS = [0, 480, 720, 1080, 1440];
const LARGEST_HEIGHT = 4320; // 8K

const OPTIONS: { readonly [K in keyof VideoOptions]: Check } = {
    frames: whole(...VIDEO_LIMITS.frames),
    every: whole(...VIDEO_LIMITS.every),
    fps: number(...VIDEO_LIMITS.fps),
    height: whole(0, LARGEST_HEIGHT),
    turn: number(...VIDEO_LIMITS.turn),
    kind: orNull(oneOf("encoder", "recorder", "pictures")),
};

/** Why no video can be made so; null: it can. */
export const videoRefusal = (options: unknown): string | null => some(OPTIONS)(options, "a video");

export interface Video {
    readonly blob: Blob;
    readonly ending: FrameSink["ending"];
}

/** null: it was stopped; the run stays at its step. */
export async function recordVideo(options: VideoOptions, session: Session, viewer: Viewer): Promise<Video | null> {
    const canvas = document.createElement("canvas"),
        pose = viewer.rig.pose;
    [canvas.width, canvas.height] = videoSize(options.height, viewer.canvas);
    const task = session.tasks.start("recording a video");
    try {
        const kind = options.kind ?? (await kindsFor(canvas.width, canvas.height))[0] ?? "pictures";
        const sink = await makeSink[kind](canvas, options.fps);
        return await atRest(session, () => takeFrames(options, session, viewer, canvas, sink, task));
    } finally {
        if (options.turn !== 0) viewer.rig.pose = pose;
        task.end();
    }
}

/** Even numbers, which every codec takes, in the window's shape. */
export function videoSize(
    height: number,
    { width: w, height: h }: { width: number; height: number },
): [number, number] {
    const wanted = height === 0 ? h : height,
        even = (pixels: number): number => Math.max(2, 2 * Math.round(pixels / 2));
    return [even((wanted * w) / h), even(wanted)];
}

async function takeFrames(
    { frames, every, turn }: VideoOptions,
    session: Session,
    viewer: Viewer,
    canvas: HTMLCanvasElement,
    sink: FrameSink,
    task: Task,
): Promise<Video | null> {
    const first = viewer.rig.pose;
    let { steps } = await session.step(0);
    for (let i = 0; i < frames; i++) {
        if (i > 0 && every > 0) steps = (await session.step(every)).steps;
        if (turn !== 0 && i > 0) viewer.rig.pose = turned(first, turn * i);
        await pictureOf(steps, viewer);
        await viewer.drawInto(canvas);
        if (task.signal.aborted) {
            await sink.cancel();
            return null;
        }
        await sink.add(i);
        task.setFraction((i + 1) / frames);
    }
    return { blob: await sink.finish(), ending: sink.ending };
}

/** Around the upright axis through what is looked at. */
export function turned({ position, target }: Pose, degrees: number): Pose {
    const angle = (degrees * Math.PI) / 180,
        x = position[0] - target[0],
        z = position[2] - target[2];
    const place: Vector3 = [
        target[0] + x * Math.cos(angle) + z * Math.sin(angle),
        position[1],
        target[2] - x * Math.sin(angle) + z * Math.cos(angle),
    ];
    return { position: place, target };
}
