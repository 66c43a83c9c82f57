// What the browser keeps for the person between visits. It may forbid that; then it lasts as long as the page.
const PREFIX = "morphogen.";

export function kept(name: string): string | null {
    try {
        return localStorage.getItem(PREFIX + name);
    } catch {
        return null;
    }
}

export function keep(name: string, value: string | null): void {
    try {
        if (value === null) localStorage.removeItem(PREFIX + name);
        else localStorage.setItem(PREFIX + name, value);
    } catch { /* then it is asked again */ }
}
