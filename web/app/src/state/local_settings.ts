// Small settings in localStorage. Where the browser forbids it, a setting lasts as long as the page.
const PREFIX = "morphogen.";

export function readSetting(name: string): string | null {
    try {
        return localStorage.getItem(PREFIX + name);
    } catch {
        return null;
    }
}

export function writeSetting(name: string, value: string | null): void {
    try {
        if (value === null) localStorage.removeItem(PREFIX + name);
        else localStorage.setItem(PREFIX + name, value);
    } catch {
        /* then it is asked again */
    }
}
