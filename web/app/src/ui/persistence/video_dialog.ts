// The dialog before a video: how many frames, how far apart, how large, how fast, and what kind of file.
import { make } from "../../dom/elements";
import { dialogButton, openDialog } from "./dialog";
import { kindsFor, type VideoKind } from "./frame_sinks";
import { choice } from "./save_dialog";
import { HEIGHTS, VIDEO_LIMITS, type VideoOptions, videoSize } from "./video";

const KINDS: Record<VideoKind, string> = {
    encoder: "a video, every frame at its exact time",
    recorder: "a video, as this browser records it",
    pictures: "pictures in a .zip",
};

export async function openVideoDialog(
    canvas: HTMLCanvasElement,
    record: (options: VideoOptions) => void,
): Promise<void> {
    const fields = makeFields(canvas, await kindsFor(...videoSize(0, canvas)));
    const dialog = openDialog("video-dialog", "Video"),
        status = make("p", "file-status");
    dialog.body.append(...Object.values(fields).map((field) => field.parentElement!), status);
    const run = (): void => {
        dialog.close();
        record(optionsOf(fields));
    };
    const start = dialogButton("Record", run, true);
    start.id = "video-start";
    const showSummary = (): void => {
        start.disabled = Object.values(fields).some((field) => !field.validity.valid);
        status.textContent = start.disabled ? "A number is outside its range." : summaryOf(optionsOf(fields));
    };
    dialog.body.addEventListener("input", showSummary);
    showSummary();
    dialog.buttons.append(
        start,
        dialogButton("Close", () => dialog.close()),
    );
    fields.frames.focus();
}

interface Fields {
    readonly frames: HTMLInputElement;
    readonly every: HTMLInputElement;
    readonly fps: HTMLInputElement;
    readonly turn: HTMLInputElement;
    readonly height: HTMLSelectElement;
    readonly kind: HTMLSelectElement;
}

function makeFields(canvas: HTMLCanvasElement, kinds: readonly VideoKind[]): Fields {
    const sizes = HEIGHTS.map((pixels) => [pixels, videoSize(pixels, canvas).join(" × ")]);
    return {
        frames: number("video-frames", "frames", 120, VIDEO_LIMITS.frames),
        every: number("video-every", "steps from frame to frame", 10, VIDEO_LIMITS.every),
        fps: number("video-fps", "frames per second", 30, VIDEO_LIMITS.fps),
        turn: number("video-turn", "degrees the view turns, per frame", 0, VIDEO_LIMITS.turn),
        height: choice("video-height", "size", Object.fromEntries(sizes)),
        kind: choice("video-kind", "file", Object.fromEntries(kinds.map((id) => [id, KINDS[id]]))),
    };
}

function optionsOf({ frames, every, fps, turn, height, kind }: Fields): VideoOptions {
    return {
        frames: Number(frames.value),
        every: Number(every.value),
        fps: Number(fps.value),
        turn: Number(turn.value),
        height: Number(height.value),
        kind: kind.value as VideoKind,
    };
}

function summaryOf({ frames, every, fps }: VideoOptions): string {
    const seconds = (frames / fps).toFixed(1),
        steps = ((frames - 1) * every).toLocaleString("en");
    return `${seconds} seconds, ${steps} steps. The run waits for every frame; you can stop it.`;
}

function number(id: string, label: string, value: number, [min, max]: readonly [number, number]): HTMLInputElement {
    const row = make("label", "file-field", label),
        field = make("input", "");
    Object.assign(field, {
        id,
        type: "number",
        min: String(min),
        max: String(max),
        value: String(value),
        required: true,
    });
    field.step = min < 0 ? "any" : "1";
    row.append(field);
    return field;
}
