// Small settings in localStorage. Where the browser forbids it, a setting lasts as long as the page.
const PREFIX = "morphogen.";

export function readSetting(name: string): string | null {
    try {
        return localStorage.getItem(PREFIX + name);
    } catch {
        return null;
    }
}

/** What is not stored is asked again. */
export function writeSetting(name: string, value: string | null): void {
    storeSetting(name, value);
}

/** False where the browser does not store it: it may forbid it, or be full. */
export function storeSetting(name: string, value: string | null): boolean {
    try {
        if (value === null) localStorage.removeItem(PREFIX + name);
        else localStorage.setItem(PREFIX + name, value);
        return true;
    } catch {
        return false;
    }
}
