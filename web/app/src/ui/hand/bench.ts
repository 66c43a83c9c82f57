// What the hand needs only once a tool is taken up or a cell is watched: marks in the picture, brush and panes. Loaded then.
import "./bench.css";
import type { ThemeChoice } from "../../state/theme";
import type { Tools } from "../../state/tools";
import { Markers } from "../../view/markers";
import { toScene } from "../../view/sight";
import { BrushKeys } from "./brush_keys";
import { BrushPane } from "./brush_pane";
import { BrushTool } from "./brush_tool";
import type { HandOn } from "./hand_on";
import { PROBE_COLOURS, ProbePane } from "./probe_pane";

/** In one picture. */
export interface WorkPlace {
    readonly keys: BrushKeys;
    end(): void;
}

/** The panes, one of each for all pictures. */
export class Bench {
    readonly #tools: Tools;
    readonly #brushes: BrushPane;
    readonly #probes: ProbePane;

    constructor(tools: Tools, theme: ThemeChoice) {
        this.#tools = tools;
        this.#brushes = new BrushPane(tools);
        this.#probes = new ProbePane(theme);
    }

    openAt(hand: HandOn): WorkPlace {
        const { picker, probes } = hand, { session, viewer } = picker, markers = new Markers(), tools = this.#tools;
        const mark = (): void => {
            const { extent, config: { dx } } = session.state;
            markers.show(probes.all.map(({ cell: [x, y, z], colour }) =>
                ({ place: toScene([x * dx, y * dx, z * dx], extent), colour: PROBE_COLOURS[colour]! })));
            viewer.requestDraw();
        };
        viewer.add(markers);
        const brush = new BrushTool(picker, tools, markers), letGo = this.#probes.watch(hand);
        probes.changed.listen(mark);
        mark();
        const keys = new BrushKeys(picker, tools, markers, brush, (words) => this.#brushes.say(words));
        return {
            keys,
            end() {
                brush.end();
                keys.end();
                letGo();
            },
        };
    }
}
