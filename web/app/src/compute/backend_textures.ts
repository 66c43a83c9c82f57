// The field as textures for the page: packs every keyframe as it is published, in one of two slots for what is shown
// and one of two for the view that colours it, and tracks which slots are free. Nothing is packed or allocated before
// the page asks for it.

import { MgBoundary, MgError, type Texture, textureBytes } from "@morphogen/engine";
import type { Run } from "./backend_run";
import type { TextureMessage, TextureRole, TexturesWanted, Vector3 } from "./base";

const SLOTS = { shown: [0, 1], colour: [2, 3] } as const;
const MOST_TEXELS = 256 ** 3; // beyond, a texel stands for more than a cell: 32 MB a texture
const RANGE_SAMPLES = 20_000;
const TRIES = 4; // when memory is refused, each with half the texels

export const NO_TEXTURES: TexturesWanted = { shown: false, colour: null, largest: 0 };

interface PendingTexture {
    readonly role: TextureRole;
    readonly keyframe: number;
    readonly previous: boolean;
}

export class Textures {
    private readonly run: Run;
    private readonly serial: number;
    private wanted = NO_TEXTURES;
    private readonly slotIsFree = [true, true, true, true];
    private newest = -1; // number of the keyframe published last; -1: none
    private hasPrevious = false;
    private publishedSteps = -1;
    private pending: PendingTexture[] = []; // not packed yet
    private outbox: TextureMessage[] = [];
    private refused: string | null = null;

    constructor(run: Run, serial: number) {
        this.run = run;
        this.serial = serial;
    }

    /** The reason why the last request was refused; null: it was not. */
    get refusal(): string | null {
        return this.refused;
    }

    private get isWanted(): boolean {
        return this.wanted.shown || this.wanted.colour !== null;
    }

    want(wanted: TexturesWanted): void {
        const before = this.wanted;
        if (wanted.shown === before.shown && wanted.colour === before.colour && wanted.largest === before.largest)
            return;
        this.wanted = wanted;
        this.refused = null;
        this.pending = [];
        const { newest } = this;
        if (wanted.shown && newest >= 0) {
            if (this.hasPrevious) this.enqueue("shown", newest - 1, true);
            this.enqueue("shown", newest, false);
        }
        if (wanted.colour !== null && newest >= 0) this.enqueue("colour", newest, false);
        this.pack();
    }

    private enqueue(role: TextureRole, keyframe: number, previous: boolean): void {
        this.pending.push({ role, keyframe, previous });
    }

    /** The keyframe `number` is the newest now. Called before another step is made. */
    published(number: number, hasPrevious: boolean): void {
        this.newest = number;
        this.hasPrevious = hasPrevious;
        this.publishedSteps = this.run.steps;
        this.pending = this.pending
            .filter(({ role, keyframe }) => role === "shown" && hasPrevious && keyframe === number - 1)
            .map((pending) => ({ ...pending, previous: true }));
        if (this.wanted.shown) this.enqueue("shown", number, false);
        if (this.wanted.colour !== null) this.enqueue("colour", number, false);
        this.pack();
    }

    /** False while the page has not taken the textures of the last keyframe: the next ones would have no slot. */
    get haveFreeSlots(): boolean {
        if (this.refused !== null) return true;
        return (
            (!this.wanted.shown || this.freeSlot("shown") >= 0) &&
            (this.wanted.colour === null || this.freeSlot("colour") >= 0)
        );
    }

    release(run: number, slot: number): void {
        if (run !== this.serial) return;
        this.slotIsFree[slot] = true;
        if (!this.isWanted && this.slotIsFree.every((free) => free)) this.run.engine.dropTextures();
        this.pack();
    }

    get allSlotsFree(): boolean {
        return this.slotIsFree.every((free) => free);
    }

    /** What is ready to be sent. */
    take(): TextureMessage[] {
        const { outbox } = this;
        this.outbox = [];
        return outbox;
    }

    private freeSlot(role: TextureRole): number {
        return SLOTS[role].find((slot) => this.slotIsFree[slot]) ?? -1;
    }

    private pack(): void {
        const waiting: PendingTexture[] = [];
        for (const pending of this.pending) {
            // A view that is not shown is computed from the present state, so it is stale after a step.
            if (pending.role === "colour" && this.run.steps !== this.publishedSteps) continue;
            const slot = this.freeSlot(pending.role);
            if (slot < 0) waiting.push(pending);
            else if (this.refused === null) this.packInto(slot, pending);
        }
        this.pending = waiting;
    }

    private packInto(slot: number, pending: PendingTexture): void {
        const { engine } = this.run,
            view = pending.role === "colour" ? this.wanted.colour : null;
        for (let tried = 0; tried < TRIES; tried++) {
            try {
                const texture = engine.texture({
                    slot,
                    view,
                    previous: pending.previous,
                    size: this.size(MOST_TEXELS / 2 ** tried),
                });
                this.slotIsFree[slot] = false;
                this.outbox.push(this.message(texture, pending));
                return;
            } catch (error) {
                if (!(error instanceof MgError)) throw error;
                this.refused = error.message;
                if (!error.isAboutMemory) return;
            }
        }
    }

    private size(most: number): Vector3 {
        const { size } = this.run.engine.config;
        const coarser = Math.max(1, Math.cbrt(this.run.cells / most), Math.max(...size) / this.wanted.largest);
        const texels = (cells: number): number => Math.max(1, Math.floor(cells / coarser));
        return [texels(size[0]), texels(size[1]), texels(size[2])];
    }

    private message(texture: Texture, { role, keyframe }: PendingTexture): TextureMessage {
        this.refused = null;
        const { size, slot, low, high } = texture,
            {
                view: shown,
                config,
                instance: { memory },
            } = this.run.engine;
        const periodic = (axis: 0 | 1 | 2): boolean => config.boundary[axis] === MgBoundary.Periodic;
        const about = {
            type: "texture",
            run: this.serial,
            slot,
            role,
            view: role === "colour" ? (this.wanted.colour ?? shown) : shown,
            keyframe,
            periodic: [periodic(0), periodic(1), periodic(2)],
            size,
            low,
            high,
            range: rangeOf(texture, memory.buffer),
        } as const;
        if (!(memory.buffer instanceof ArrayBuffer)) return { ...about, copy: null, offset: texture.texels };
        return { ...about, copy: memory.buffer.slice(texture.texels, texture.texels + textureBytes(size)), offset: 0 };
    }
}

function valueOfHalf(half: number): number {
    const exponent = (half >> 10) & 31,
        mantissa = half & 1023;
    const size = exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25);
    return (half & 0x8000) === 0 ? size : -size;
}

// Some ten thousand samples are enough for the ends of the colours; reading every texel would cost more than packing
// them.
function rangeOf({ texels, size: [nx, ny, nz], low, high }: Texture, heap: ArrayBufferLike): readonly [number, number] {
    const count = nx * ny * nz,
        halves = new Uint16Array(heap, texels, count);
    const stride = Math.max(1, Math.floor(count / RANGE_SAMPLES)) | 1; // odd: a power of two would stay in few columns
    let least = Infinity,
        most = -Infinity;
    for (let i = 0; i < count; i += stride) {
        const value = valueOfHalf(halves[i] ?? 0);
        least = Math.min(least, value);
        most = Math.max(most, value);
    }
    return [low + least * (high - low), low + most * (high - low)];
}
