// A picture for a file: what is shown now, in 1 to 4 times as many pixels as the canvas has, drawn in tiles that every
// card holds.
import type { PerspectiveCamera } from "three";
import type { Passes } from "./passes";

export const LARGEST_SCALE = 4;
const LARGEST_TILE = 2048; // pixels, without the margin
const MARGIN = 128; // what passes that look at neighbours need around a tile

interface Size {
    width: number;
    height: number;
}
interface Tile extends Size {
    x: number;
    y: number;
}

/** `restore` gives the canvas its own size back. */
export async function takeScreenshot(passes: Passes, scale: number, restore: () => void): Promise<Blob> {
    const times = Math.min(LARGEST_SCALE, Math.max(1, scale));
    const { x, y } = passes.shared.resolution.value;
    const picture = document.createElement("canvas");
    picture.width = Math.round(x * times);
    picture.height = Math.round(y * times);
    drawInto(passes, picture, restore);
    return new Promise((resolve, reject) => {
        picture.toBlob(
            (blob) =>
                blob
                    ? resolve(blob)
                    : reject(
                          new Error(
                              `The browser made no PNG of ${picture.width} x ${picture.height} pixels: choose a ` +
                                  "smaller scale or window.",
                          ),
                      ),
            "image/png",
        );
    });
}

/** What is shown now, over all of another canvas of the same shape. */
export function drawInto(passes: Passes, picture: HTMLCanvasElement, restore: () => void): void {
    const context = picture.getContext("2d");
    if (passes.renderer.getContext().isContextLost())
        throw new Error("The browser took the graphics away: try again when the picture is back.");
    if (context) drawTiles(passes, picture, context);
    restore();
}

// The canvas itself becomes each tile in turn. All of it happens before the browser presents the canvas again, so it is
// not visible.
function drawTiles(passes: Passes, picture: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
    const { camera, renderer, shared } = passes,
        view = { ...camera.view! };
    const tiles = tilesOf(picture),
        margin = tiles.length > 1 ? MARGIN : 0;
    for (const tile of tiles) {
        passes.setSize(tile.width + 2 * margin, tile.height + 2 * margin, 1);
        aimAtTile(camera, tile, picture, view, margin);
        shared.resolution.value.set(picture.width, picture.height);
        shared.frame_origin.value.set(tile.x - margin, picture.height - tile.y - tile.height - margin);
        passes.render(true);
        context.drawImage(
            renderer.domElement,
            margin,
            margin,
            tile.width,
            tile.height,
            tile.x,
            tile.y,
            tile.width,
            tile.height,
        );
    }
    shared.frame_origin.value.set(0, 0);
    camera.setViewOffset(view.fullWidth, view.fullHeight, view.offsetX, view.offsetY, view.width, view.height);
}

function aimAtTile(
    camera: PerspectiveCamera,
    tile: Tile,
    picture: Size,
    view: NonNullable<PerspectiveCamera["view"]>,
    margin: number,
): void {
    const across = picture.width / view.fullWidth,
        down = picture.height / view.fullHeight;
    camera.setViewOffset(
        picture.width,
        picture.height,
        view.offsetX * across + tile.x - margin,
        view.offsetY * down + tile.y - margin,
        tile.width + 2 * margin,
        tile.height + 2 * margin,
    );
}

function tilesOf(picture: Size): Tile[] {
    const tiles: Tile[] = [];
    for (let y = 0; y < picture.height; y += LARGEST_TILE) {
        for (let x = 0; x < picture.width; x += LARGEST_TILE) {
            const width = Math.min(LARGEST_TILE, picture.width - x),
                height = Math.min(LARGEST_TILE, picture.height - y);
            tiles.push({ x, y, width, height });
        }
    }
    return tiles;
}
