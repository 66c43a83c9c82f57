// Which keyframes are sampled, what is sent when, and what is given back, with a graphics card that only writes down.
import type { WebGLRenderer } from "three";
import { describe, expect, it } from "vitest";
import type { ShownTexture } from "../../compute/frontend_shown";
import { FieldTextures, type FieldUniforms } from "./field_textures";

class Card {
    readonly sent: number[] = []; // slabs of each call
    alive = 0;
    readonly renderer: WebGLRenderer;

    constructor() {
        const names = new Proxy({}, { get: (_, name) => name });
        const gl: unknown = Object.assign(Object.create(names) as object, {
            createTexture: () => {
                this.alive++;
                return {};
            },
            deleteTexture: () => {
                this.alive--;
            },
            texStorage3D: () => undefined,
            texParameteri: () => undefined,
            getParameter: () => 256,
            TEXTURE0: 0,
            texSubImage3D: (...all: unknown[]) => {
                if (all[8] === "RED") this.sent.push(Number(all[7]));
            },
        });
        const state = {
            activeTexture: () => undefined,
            bindTexture: () => undefined,
            unbindTexture: () => undefined,
            pixelStorei: () => undefined,
        };
        const kept = new WeakMap<object, object>();
        const properties = {
            get: (of: object) => {
                kept.set(of, kept.get(of) ?? {});
                return kept.get(of);
            },
            remove: (of: object) => kept.delete(of),
        };
        this.renderer = { getContext: () => gl, state, properties } as unknown as WebGLRenderer;
    }
}

class Page {
    readonly card = new Card();
    readonly tint: FieldUniforms = { previous: { value: null }, newest: { value: null }, blend: { value: 1 } };
    readonly textures = new FieldTextures(this.card.renderer, this.tint);
    released = 0;

    take(keyframe: number, changes: Partial<ShownTexture> = {}): void {
        const size = changes.size ?? [4, 4, 4];
        this.textures.take({
            texels: new Uint16Array(size[0] * size[1] * size[2]),
            ranges: new Uint16Array(2),
            size,
            periodic: [true, true, true],
            role: "shown",
            view: "v",
            run: 1,
            keyframe,
            low: 0,
            high: 1,
            range: [0, 0.4],
            release: () => this.released++,
            ...changes,
        });
    }

    all(): void {
        while (this.textures.isBusy) this.textures.advance();
    }
}

describe("textures of the field", () => {
    it("are the two keyframes of the surface, blended as it is", () => {
        const page = new Page(),
            { textures } = page,
            shown = textures.uniforms("shown");
        page.take(4);
        page.take(5);
        page.all();
        expect(page.released).toBe(2);
        textures.show({ run: 1, keyframe: 5, blend: 0.3 });
        expect(textures.drawn).toEqual({ keyframe: 5, blend: 0.3 });
        expect(shown.previous.value).not.toBe(shown.newest.value);
        const { value: newest } = shown.newest;
        page.take(6); // the next one comes while 4 and 5 are drawn
        page.all();
        expect(textures.drawn).toEqual({ keyframe: 5, blend: 0.3 });
        textures.show({ run: 1, keyframe: 6, blend: 0 });
        expect(shown.previous.value).toBe(newest);
        for (let keyframe = 7; keyframe < 20; keyframe++) {
            page.take(keyframe);
            page.all();
            textures.show({ run: 1, keyframe, blend: 0.5 });
            expect(textures.drawn).toEqual({ keyframe, blend: 0.5 });
        }
        expect(textures.count).toBe(3);
        expect(page.card.alive).toBe(6); // each with the ranges of its blocks
    });

    it("hold the surface back until the field of its moment is there, and no longer", () => {
        const page = new Page();
        page.take(0, { size: [256, 256, 256] });
        expect(page.textures.isWaiting(1, 0)).toBe(true);
        expect(page.textures.isWaiting(1, -1)).toBe(false);
        let frames = 0;
        for (; page.textures.isBusy; frames++) page.textures.advance();
        expect(frames).toBe(8); // 32 MB, four pieces of a megabyte a frame
        expect(Math.max(...page.card.sent)).toBe(8);
        expect(page.card.sent.reduce((sum, slabs) => sum + slabs, 0)).toBe(256);
        expect(page.textures.isWaiting(1, 0)).toBe(false);
    });

    it("show the newest alone where there is none before it: at the start, after another view, of another run", () => {
        const page = new Page(),
            { textures } = page;
        page.take(0);
        page.all();
        textures.show({ run: 1, keyframe: 0, blend: 1 });
        expect(textures.drawn).toEqual({ keyframe: 0, blend: 1 });
        page.take(1, { view: "u", high: 2 });
        page.all();
        expect(textures.scale("shown")).toMatchObject({ view: "u", high: 2 });
        expect(page.card.alive).toBe(2); // the other view's are given back
        textures.show({ run: 1, keyframe: 1, blend: 0.2 });
        expect(textures.drawn).toEqual({ keyframe: 1, blend: 1 });
        page.take(0, { run: 2, view: "u", high: 2 });
        page.all();
        textures.show({ run: 2, keyframe: 0, blend: 1 });
        page.take(1, { run: 2, view: "u", high: 2 });
        page.all();
        textures.show({ run: 2, keyframe: 1, blend: 0.5 });
        expect(textures.drawn).toEqual({ keyframe: 1, blend: 0.5 });
    });

    it("go when they are no longer wanted, also those on their way", () => {
        const page = new Page(),
            { textures, tint } = page;
        page.take(0);
        page.take(0, { role: "colour", view: "u" });
        page.all();
        expect(tint.newest.value).not.toBeNull();
        page.take(1, { role: "colour", view: "u" });
        page.take(1);
        textures.drop("colour");
        expect(tint.newest.value).toBeNull();
        expect(page.released).toBe(3);
        page.all();
        expect(page.released).toBe(4);
        textures.dispose();
        expect(page.card.alive).toBe(0);
    });

    it("that a lost card has forgotten are let go and come anew", () => {
        const page = new Page(),
            { textures } = page;
        page.take(0);
        page.all();
        page.take(1);
        textures.contextRestored();
        expect(page.released).toBe(2);
        expect(textures.scale("shown")).toBeNull();
        page.take(1);
        page.all();
        textures.show({ run: 1, keyframe: 1, blend: 1 });
        expect(textures.drawn).toEqual({ keyframe: 1, blend: 1 });
    });
});
