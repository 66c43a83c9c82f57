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
    const kinds = await kindsFor(...videoSize(0, canvas));
    const dialog = openDialog("video-dialog", "Video"),
        status = make("p", "file-status");
    const frames = number("video-frames", "frames", 120, VIDEO_LIMITS.frames),
        every = number("video-every", "steps from frame to frame", 10, VIDEO_LIMITS.every);
    const fps = number("video-fps", "frames per second", 30, VIDEO_LIMITS.fps),
        turn = number("video-turn", "degrees the view turns, per frame", 0, VIDEO_LIMITS.turn);
    const height = choice(
        "video-height",
        "size",
        Object.fromEntries(HEIGHTS.map((pixels) => [pixels, videoSize(pixels, canvas).join(" × ")])),
    );
    const kind = choice("video-kind", "file", Object.fromEntries(kinds.map((id) => [id, KINDS[id]])));
    dialog.body.append(...[frames, every, fps, turn, height, kind].map((field) => field.parentElement!), status);
    const options = (): VideoOptions => ({
        frames: Number(frames.value),
        every: Number(every.value),
        fps: Number(fps.value),
        turn: Number(turn.value),
        height: Number(height.value),
        kind: kind.value as VideoKind,
    });
    const start = dialogButton(
        "Record",
        () => {
            dialog.close();
            record(options());
        },
        true,
    );
    start.id = "video-start";
    const showSummary = (): void => {
        const { frames: count, every: steps, fps: rate } = options();
        start.disabled = [frames, every, fps, turn].some((field) => !field.validity.valid);
        status.textContent = start.disabled
            ? "A number is outside its range."
            : `${(count / rate).toFixed(1)} seconds, ${((count - 1) * steps).toLocaleString("en")} steps. The ` +
              "run waits for every frame; you can stop it.";
    };
    dialog.body.addEventListener("input", showSummary);
    showSummary();
    dialog.buttons.append(
        start,
        dialogButton("Close", () => dialog.close()),
    );
    frames.focus();
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
