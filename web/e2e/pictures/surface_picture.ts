// What the page draws, without the page around it, as a WebP file.
import type { Tab } from "../browsers.ts";

export interface PictureSize {
    readonly width: number; // pixels
    readonly height: number;
    readonly closer: number; // how much larger than would just fill it
    readonly quality: number; // 0..1
}

export async function surfacePicture(tab: Tab, size: PictureSize): Promise<Buffer> {
    const url = await tab.evaluate(async ({ width, height, closer, quality }) => {
        await new Promise((resolve) => setTimeout(resolve, 600)); // the newest surface has come to the screen
        const picture = await createImageBitmap(await window.morphogen.screenshot());
        const canvas = new OffscreenCanvas(width, height),
            scale = Math.max(width / picture.width, height / picture.height) * closer;
        const context = canvas.getContext("2d")!;
        context.imageSmoothingQuality = "high";
        context.drawImage(
            picture,
            (width - picture.width * scale) / 2,
            (height - picture.height * scale) / 2,
            picture.width * scale,
            picture.height * scale,
        );
        const blob = await canvas.convertToBlob({ type: "image/webp", quality });
        return new Promise<string>((resolve) => {
            const reader = new FileReader();
            reader.onload = () => resolve(String(reader.result));
            reader.readAsDataURL(blob);
        });
    }, size);
    return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}
