// Where the frames of a video go: WebCodecs through mediabunny, so that every frame has its exact place in time; where
// a browser cannot encode, its MediaRecorder, whose frames are put in their places afterwards; and pictures in a zip,
// which every program can make a video of.

import type { EncodedPacket } from "mediabunny";
import { loadPart } from "../../compute/load_part";

export interface FrameSink {
    readonly ending: "mp4" | "webm" | "zip";
    /** Takes what the canvas shows as frame i. */
    add(i: number): Promise<void>;
    finish(): Promise<Blob>;
    cancel(): Promise<void>;
}

export type VideoKind = "encoder" | "recorder" | "pictures";
type Make = (canvas: HTMLCanvasElement, fps: number) => Promise<FrameSink>;

const BITS_PER_PIXEL = 0.2; // of a frame; patterns on a plain ground look clean
const LEAST_BITS_PER_SECOND = 2e6;
const RECORDER_SLICE_MS = 100,
    RECORDER_QUIET_MS = 500;
const KEYFRAME_EVERY_SECONDS = 2; // so that a player can jump

const loadEncoder = (): Promise<typeof import("mediabunny")> =>
    loadPart("the video encoder", "mediabunny", () => import("mediabunny"));

/** The kinds that this browser can make of such a canvas, the best first. */
export async function kindsFor(width: number, height: number): Promise<VideoKind[]> {
    const encodes = typeof VideoEncoder !== "undefined" && (await codecFor(width, height)) !== null;
    const records = typeof MediaRecorder !== "undefined" && MediaRecorder.isTypeSupported("video/webm");
    return [...(encodes ? ["encoder" as const] : records ? ["recorder" as const] : []), "pictures"];
}

export const makeSink: Readonly<Record<VideoKind, Make>> = {
    encoder: encoderSink,
    recorder: recorderSink,
    pictures: zipSink,
};

async function codecFor(width: number, height: number): Promise<"avc" | "vp9" | "av1" | "vp8" | null> {
    const { getFirstEncodableVideoCodec } = await loadEncoder();
    const options = { width, height, bitrate: LEAST_BITS_PER_SECOND };
    return (await getFirstEncodableVideoCodec(["avc", "vp9", "av1", "vp8"], options)) as
        | "avc"
        | "vp9"
        | "av1"
        | "vp8"
        | null;
}

async function encoderSink(canvas: HTMLCanvasElement, fps: number): Promise<FrameSink> {
    const { BufferTarget, CanvasSource, Mp4OutputFormat, Output, WebMOutputFormat } = await loadEncoder();
    const { width, height } = canvas,
        codec = await codecFor(width, height);
    if (codec === null)
        throw new Error(
            `This browser encodes no video of ${width} x ${height} pixels: choose pictures, or a smaller size.`,
        );
    const target = new BufferTarget(),
        ending = codec === "avc" ? "mp4" : "webm";
    const output = new Output({ target, format: ending === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat() });
    const bitrate = Math.max(LEAST_BITS_PER_SECOND, Math.round(width * height * fps * BITS_PER_PIXEL));
    const source = new CanvasSource(canvas, { codec, bitrate, keyFrameInterval: KEYFRAME_EVERY_SECONDS });
    output.addVideoTrack(source, { frameRate: fps });
    await output.start();
    return {
        ending,
        add: (i) => source.add(i / fps, 1 / fps),
        async finish() {
            await output.finalize();
            return new Blob([target.buffer ?? new ArrayBuffer(0)], { type: `video/${ending}` });
        },
        cancel: () => output.cancel(),
    };
}

async function recorderSink(canvas: HTMLCanvasElement, fps: number): Promise<FrameSink> {
    if (typeof MediaRecorder === "undefined")
        throw new Error("This browser records no video: choose pictures, which every program can make a video of.");
    const { stream, camera } = framesOf(canvas);
    const recorder = new MediaRecorder(stream, {
        mimeType: "video/webm",
        videoBitsPerSecond: LEAST_BITS_PER_SECOND * 4,
    });
    const parts: Blob[] = [],
        sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    let frames = 0,
        heard = 0;
    recorder.ondataavailable = ({ data }) => {
        parts.push(data);
        if (data.size > 0) heard = performance.now();
    };
    const stop = async (): Promise<void> => {
        const stopped = new Promise<void>((resolve) => (recorder.onstop = () => resolve()));
        recorder.stop();
        await stopped;
    };
    recorder.start(RECORDER_SLICE_MS);
    return Promise.resolve({
        ending: "webm",
        async add() {
            camera.requestFrame();
            frames++;
            await sleep(1000 / fps); // its clock is the wall's
        },
        async finish() {
            heard = performance.now();
            // it encodes some frames behind
            while (performance.now() - heard < RECORDER_QUIET_MS) await sleep(RECORDER_SLICE_MS);
            await stop();
            return atExactTimes(new Blob(parts, { type: "video/webm" }), frames, fps);
        },
        cancel: stop,
    });
}

/** A stream of the canvas that gets a frame on request alone. */
function framesOf(canvas: HTMLCanvasElement): {
    stream: MediaStream;
    camera: Pick<CanvasCaptureMediaStreamTrack, "requestFrame">;
} {
    const stream = canvas.captureStream(0),
        [track] = stream.getVideoTracks();
    const camera = track !== undefined && "requestFrame" in track ? track : stream; // Firefox: the stream
    return { stream, camera: camera as unknown as Pick<CanvasCaptureMediaStreamTrack, "requestFrame"> };
}

/** The recorder stamps frames with the time of their arrival; if it dropped none, each gets its exact time. */
async function atExactTimes(recorded: Blob, frames: number, fps: number): Promise<Blob> {
    const {
        ALL_FORMATS,
        BlobSource,
        BufferTarget,
        EncodedPacketSink,
        EncodedVideoPacketSource,
        Input,
        Output,
        WebMOutputFormat,
    } = await loadEncoder();
    const track = await new Input({ source: new BlobSource(recorded), formats: ALL_FORMATS }).getPrimaryVideoTrack();
    const decoderConfig = await track?.getDecoderConfig();
    if (!track?.codec || !decoderConfig) return recorded;
    const packets: EncodedPacket[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
    if (packets.length !== frames) return recorded;
    const target = new BufferTarget(),
        output = new Output({ target, format: new WebMOutputFormat() }),
        source = new EncodedVideoPacketSource(track.codec);
    output.addVideoTrack(source, { frameRate: fps });
    await output.start();
    for (const [i, packet] of packets.entries())
        await source.add(packet.clone({ timestamp: i / fps, duration: 1 / fps }), { decoderConfig });
    await output.finalize();
    return new Blob([target.buffer ?? new ArrayBuffer(0)], { type: "video/webm" });
}

async function zipSink(canvas: HTMLCanvasElement): Promise<FrameSink> {
    const { Zip, ZipPassThrough } = await loadPart("what writes zip files", "fflate", () => import("fflate"));
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const zip = new Zip((error, part) => {
        if (error) throw error;
        parts.push(part as Uint8Array<ArrayBuffer>);
    });
    return {
        ending: "zip",
        async add(i) {
            const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
            if (png === null) throw new Error("The browser made no PNG of the frame: choose a smaller size.");
            const entry = new ZipPassThrough(`frame-${String(i).padStart(5, "0")}.png`); // a PNG is compressed already
            zip.add(entry);
            entry.push(new Uint8Array(await png.arrayBuffer()), true);
        },
        finish() {
            zip.end();
            return Promise.resolve(new Blob(parts, { type: "application/zip" }));
        },
        cancel: () => Promise.resolve(zip.terminate()),
    };
}
