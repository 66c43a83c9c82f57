// How a picture is made of the scene: on the screen, and for a file that may be larger than the screen.
import type { PerspectiveCamera, Scene, WebGLRenderer } from "three";
import type { SharedUniforms } from "./layer";

const LARGEST_PIXEL_RATIO = 2;              // sharper than this is not seen, only paid for
const LARGEST_TILE = 4096;                  // pixels; a file's picture is drawn in pieces that every card holds
export const LARGEST_SCALE = 4;

interface Size { width: number; height: number }
interface Tile extends Size { x: number; y: number }

export class Passes {
    readonly #renderer: WebGLRenderer;
    readonly #scene: Scene;
    readonly #camera: PerspectiveCamera;
    readonly #shared: SharedUniforms;

    constructor(renderer: WebGLRenderer, scene: Scene, camera: PerspectiveCamera, shared: SharedUniforms) {
        this.#renderer = renderer;
        this.#scene = scene;
        this.#camera = camera;
        this.#shared = shared;
    }

    /** The canvas has another size. */
    resize(): void {
        const { clientWidth, clientHeight } = this.#renderer.domElement;
        const ratio = Math.min(devicePixelRatio, LARGEST_PIXEL_RATIO);
        this.#renderer.setDrawingBufferSize(clientWidth, clientHeight, ratio);
        this.#renderer.getDrawingBufferSize(this.#shared.resolution.value);
    }

    render(): void {
        this.#renderer.render(this.#scene, this.#camera);
    }

    /** A PNG of what is shown now, at 1 to 4 times the canvas's own resolution. */
    screenshot(scale: number): Promise<Blob> {
        const times = Math.min(LARGEST_SCALE, Math.max(1, scale));
        const { x, y } = this.#shared.resolution.value;
        const picture = document.createElement("canvas");
        picture.width = Math.round(x * times);
        picture.height = Math.round(y * times);
        const context = picture.getContext("2d");
        if (context && !this.#renderer.getContext().isContextLost()) this.#drawTiles(picture, context);
        return new Promise((resolve, reject) => {
            picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(
                `The browser made no PNG of ${picture.width} x ${picture.height} pixels: choose a smaller scale or window.`))), "image/png");
        });
    }

    // The canvas itself becomes each tile in turn. All of it happens before the browser looks at the canvas again, so
    // nothing of it is seen.
    #drawTiles(picture: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
        const renderer = this.#renderer, view = { ...this.#camera.view! };
        for (const tile of tilesOf(picture)) {
            renderer.setDrawingBufferSize(tile.width, tile.height, 1);
            this.#lookThrough(tile, picture, view);
            this.render();
            context.drawImage(renderer.domElement, tile.x, tile.y);
        }
        this.resize();
        this.#shared.frame_origin.value.set(0, 0);
        this.#camera.setViewOffset(view.fullWidth, view.fullHeight, view.offsetX, view.offsetY, view.width, view.height);
        this.render();
    }

    #lookThrough(tile: Tile, picture: Size, view: NonNullable<PerspectiveCamera["view"]>): void {
        const across = picture.width / view.fullWidth, down = picture.height / view.fullHeight;
        this.#camera.setViewOffset(picture.width, picture.height, view.offsetX * across + tile.x, view.offsetY * down + tile.y,
            tile.width, tile.height);
        this.#shared.resolution.value.set(picture.width, picture.height);
        this.#shared.frame_origin.value.set(tile.x, picture.height - tile.y - tile.height);
    }
}

function tilesOf(picture: Size): Tile[] {
    const tiles: Tile[] = [];
    for (let y = 0; y < picture.height; y += LARGEST_TILE) {
        for (let x = 0; x < picture.width; x += LARGEST_TILE) {
            const width = Math.min(LARGEST_TILE, picture.width - x), height = Math.min(LARGEST_TILE, picture.height - y);
            tiles.push({ x, y, width, height });
        }
    }
    return tiles;
}
