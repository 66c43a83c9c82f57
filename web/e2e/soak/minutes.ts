/** How long each browser is held: an hour, or what MORPHOGEN_SOAK_MINUTES says. */
export function minutes(): number {
    const text = process.env.MORPHOGEN_SOAK_MINUTES ?? "60",
        value = Number(text);
    if (!(value >= 1 && value <= 24 * 60))
        throw new Error(`MORPHOGEN_SOAK_MINUTES is ${text}: give a number of minutes, 1 to 1440.`);
    return value;
}
