// What the tests do on the page again and again, and what of window.morphogen they use.
import type { Tab } from "./browsers.ts";
import { type Picture, readPicture } from "./picture.ts";

/** The part of web/app/src/api.ts that the tests call; they run the built page, so they share no code with it. */
interface Morphogen {
    ready: Promise<void>;
    readonly running: boolean;
    isovalue: number;
    camera: { position: number[]; target: number[] };
    play(): void;
    pause(): void;
    step(count?: number): Promise<{ steps: number; time: number }>;
    set(name: string, value: number): Promise<void>;
    get(name: string): Promise<number>;
    seed(seeding?: string | null, seed?: number | null): Promise<void>;
    configure(changes: { model?: string; boundary?: string[]; size?: number[] }): Promise<void>;
    network(text: string): Promise<void>;
    scene(text: string): Promise<void>;
    statistics(): Promise<{ field: string; min: number; mean: number; max: number; total: number }[]>;
    hash(): Promise<string>;
    frame(what?: "surface" | "box"): Promise<void>;
    pick(x: number, y: number): Promise<{ cell: number[]; position: number[]; values: number[]; cut: boolean } | null>;
    paint(brush: { centre: number[]; radius: number; erase?: boolean }): Promise<void>;
    probe(cell: number[]): Promise<readonly number[]>;
    readonly probes: readonly {
        cell: readonly number[];
        rows: readonly { steps: number; values: readonly number[] }[];
    }[];
    pace(pace: { unit: "steps" | "time"; perSecond: number } | null): void;
    scrub(steps: number): Promise<{ steps: number; time: number }>;
    link(): Promise<string>;
    compare(): Promise<void>;
    readonly comparison: null | {
        readonly a: ComparedRun;
        readonly b: ComparedRun;
        readonly steps: { A: number; B: number };
        locked: boolean;
        readonly fieldOfB: null | { textures: number; keyframe: number };
        choose(side: "A" | "B"): void;
        keep(side: "A" | "B"): Promise<void>;
    };
    record(options: object): Promise<Blob | null>;
    exportFile(what: string, solid?: boolean): Promise<Blob>;
    save(): Promise<Blob>;
    open(file: File): Promise<void>;
    undo(): Promise<void>;
    redo(): Promise<void>;
    readonly edits: { undo: string | null; redo: string | null };
    view(id: string): Promise<void>;
    preset(id: string): Promise<void>;
    screenshot(scale?: number): Promise<Blob>;
    display(changes?: Record<string, number | boolean | string>): {
        slice_z_at: number;
        clip_z_max: number;
        fog: number;
        second: boolean;
        second_at: number;
        third: boolean;
        third_at: number;
    };
    readonly surface: null | { steps: number; blend: number; isovalues: readonly number[]; triangles: number };
    readonly field: null | {
        textures: number;
        bytes: number;
        keyframe: number;
        blend: number;
        fineness: number;
        settled: boolean;
    };
    stats(): null | {
        steps: number;
        stepsPerSecond: number;
        threads: number;
        threaded: boolean;
        triangles: number;
        frames: number;
        meshesShown: number;
        running: boolean;
        scriptMs: number;
        worstScriptMs: number;
        meshMs: number;
    };
    readonly state: {
        steps: number;
        time: number;
        view: string;
        config: { model: string; size: number[]; seed: bigint; seeding: string | null; params: object };
        warning: { sentence: string } | null;
        model: { computation?: string } | null;
    };
    readonly debug: {
        killPoolThread(number: number): void;
        trapPoolThread(number: number): void;
        killWorker(): void;
        trapWorker(): void;
        hangWorker(): void;
        interpret(): void;
    };
}

interface ComparedRun {
    readonly state: { steps: number; config: { params: Record<string, number> } };
    set(name: string, value: number): Promise<unknown>;
    step(count: number): Promise<unknown>;
    compute: { hash(): Promise<string> };
}

declare global {
    interface Window {
        morphogen: Morphogen;
    }
}

/** Opens the page and waits until the engine runs. */
export async function open(tab: Tab, url: string): Promise<void> {
    await tab.goto(url);
    await tab.until(() => window.morphogen !== undefined);
    await tab.evaluate(() => window.morphogen.ready);
}

/** Waits until a surface made after the last change is on the screen. */
export async function surfaceShown(tab: Tab, after = 0): Promise<void> {
    await tab.until((count) => (window.morphogen.stats()?.meshesShown ?? 0) > count, after);
}

export async function meshesShown(tab: Tab): Promise<number> {
    return tab.evaluate(() => window.morphogen.stats()?.meshesShown ?? 0);
}

export function hash(tab: Tab): Promise<string> {
    return tab.evaluate(() => window.morphogen.hash());
}

/** The canvas alone, as window.morphogen.screenshot gives it. */
export async function canvasPicture(tab: Tab, scale = 1): Promise<Picture> {
    const url = await tab.evaluate(async (times) => {
        const blob = await window.morphogen.screenshot(times);
        return new Promise<string>((resolve) => {
            const reader = new FileReader();
            reader.onload = () => resolve(String(reader.result));
            reader.readAsDataURL(blob);
        });
    }, scale);
    return readPicture(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

export function notices(tab: Tab): Promise<string[]> {
    return tab.evaluate(() => [...document.querySelectorAll("#notices .sentence")].map((p) => p.textContent ?? ""));
}

export function subtitle(tab: Tab): Promise<string> {
    return tab.evaluate(() => document.getElementById("subtitle")?.textContent ?? "");
}

export interface Pose {
    readonly position: number[];
    readonly target: number[];
}

const LOOKS_AT_REST = 6; // a tenth of a second apart: a frame may take long where software draws

/**
 * Where the camera is once it rests; with `from`, once it has left that place and rests: what moves it may come late.
 */
export async function pose(tab: Tab, from?: Pose): Promise<Pose> {
    await tab.until(
        ({ looks, left }) => {
            const page = window as unknown as { before?: string; same?: number };
            const { position, target } = window.morphogen.camera;
            const now = JSON.stringify([position, target, window.morphogen.stats()?.frames]);
            page.same =
                page.before === now && JSON.stringify([[...position], [...target]]) !== left ? (page.same ?? 0) + 1 : 0;
            page.before = now;
            return page.same >= looks;
        },
        { looks: LOOKS_AT_REST, left: from === undefined ? "" : JSON.stringify([from.position, from.target]) },
    );
    return tab.evaluate(() => ({
        position: [...window.morphogen.camera.position],
        target: [...window.morphogen.camera.target],
    }));
}

export function distance(a: readonly number[], b: readonly number[]): number {
    return Math.hypot(...a.map((value, i) => value - b[i]!));
}

/** Waits until the surfaces that are asked for are on the screen, of this very step; returns their triangles. */
export async function surfacesAt(tab: Tab, steps: number): Promise<number> {
    await tab.until((step) => {
        const { surface, isovalue } = window.morphogen,
            { second, second_at, third, third_at } = window.morphogen.display();
        const asked = [isovalue, ...(second ? [second_at] : []), ...(third ? [third_at] : [])];
        return surface?.steps === step && surface.blend === 1 && String(surface.isovalues) === String(asked);
    }, steps);
    return triangles(tab);
}

/** Of the surfaces on the screen. */
export function triangles(tab: Tab): Promise<number> {
    return tab.evaluate(() => window.morphogen.surface?.triangles ?? -1);
}
