// What a person does to the run: the commands of the bar at the bottom.
import type { Session } from "../state/session";
import type { Command } from "./commands";

const PRESET_KEYS = ["1", "2", "3", "4", "5", "6"];

export function runCommands(session: Session): Command[] {
    const step = (): void => {
        if (session.running) session.pause();
        session.attempt(() => session.step(session.stepSize));
    };
    const preset = (number: number): void => {
        const wanted = session.model.presets[number - 1];
        if (wanted) session.attempt(() => session.applyPreset(wanted.id));
    };
    return [
        {
            id: "play",
            group: "Run",
            label: () => (session.running ? "Pause" : "Play"),
            doc: "play or pause",
            bar: "transport",
            keys: ["Space"],
            icon: () => (session.running ? "pause" : "play"),
            run: () => (session.running ? session.pause() : session.play()),
        },
        {
            id: "step",
            group: "Run",
            label: () => (session.stepSize === 1 ? "One step" : `${session.stepSize} steps`),
            bar: "transport",
            icon: "step",
            keys: ["."],
            run: step,
        },
        {
            id: "restart",
            group: "Run",
            label: "Start again, from the same seed",
            bar: "transport",
            icon: "restart",
            keys: ["Shift+R"],
            run: () => session.attempt(() => session.seed(null, session.state.config.seed)),
        },
        {
            id: "reseed",
            group: "Run",
            label: "Start again from another seed",
            bar: "transport",
            icon: "reseed",
            keys: ["R"],
            run: () => session.attempt(() => session.reseed()),
        },
        ...PRESET_KEYS.map(
            (key, i): Command => ({
                id: `preset-${key}`,
                group: "Run",
                label: `Preset ${key}`,
                doc: "the model's presets",
                keys: [key],
                run: () => preset(i + 1),
            }),
        ),
    ];
}
