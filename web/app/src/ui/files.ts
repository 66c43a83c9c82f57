// Saving files.
const FETCHED_AFTER_MS = 10_000; // a browser reads a blob some time after the click

export function saveFile(blob: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), FETCHED_AFTER_MS);
}
