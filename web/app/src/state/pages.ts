// Finds which pages of this origin are open: each holds a Web Lock, which the browser releases when the page ends.
const PREFIX = "morphogen page ";

/** A name for this page; it is taken from now on. */
export function takePageName(): string {
    const name = crypto.randomUUID?.() ?? String(Math.random());
    void navigator.locks
        ?.request(
            PREFIX + name,
            () =>
                new Promise<never>(() => {
                    /* until the page ends */
                }),
        )
        .catch(() => {
            /* then it is not seen */
        });
    return name;
}

export async function openPages(): Promise<ReadonlySet<string>> {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return new Set(held.flatMap(({ name }) => (name?.startsWith(PREFIX) === true ? [name.slice(PREFIX.length)] : [])));
}
