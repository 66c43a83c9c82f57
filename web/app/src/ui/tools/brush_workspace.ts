// Marks in the picture, brush and panes: loaded when a tool is first chosen or a cell is first watched.
import "./brush_workspace.css";
import type { ThemeChoice } from "../../state/theme";
import type { Tools } from "../../state/tools";
import { Markers } from "../../view/markers";
import { toScene } from "../../view/ray";
import { BrushKeys } from "./brush_keys";
import { BrushPane } from "./brush_pane";
import { BrushTool } from "./brush_tool";
import type { Picker } from "./picker";
import { PROBE_COLOURS, ProbePane, type Watched } from "./probe_pane";

/** In one picture. */
export interface BoundWorkspace {
    readonly keys: BrushKeys;
    end(): void;
}

/** The panes, one of each for all pictures. */
export class BrushWorkspace {
    readonly #tools: Tools;
    readonly #brushes: BrushPane;
    readonly #probes: ProbePane;

    constructor(tools: Tools, theme: ThemeChoice) {
        this.#tools = tools;
        this.#brushes = new BrushPane(tools);
        this.#probes = new ProbePane(theme);
    }

    bind(binding: Watched & { readonly picker: Picker }): BoundWorkspace {
        const { picker, probes } = binding,
            { session, viewer } = picker,
            markers = new Markers(),
            tools = this.#tools;
        const mark = (): void => {
            const {
                extent,
                config: { dx },
            } = session.state;
            markers.show(
                probes.all.map(({ cell: [x, y, z], colour }) => ({
                    place: toScene([x * dx, y * dx, z * dx], extent),
                    colour: PROBE_COLOURS[colour]!,
                })),
            );
            viewer.requestDraw();
        };
        viewer.add(markers);
        const brush = new BrushTool(picker, tools, markers),
            stopWatching = this.#probes.watch(binding);
        probes.changed.listen(mark);
        mark();
        const keys = new BrushKeys(picker, tools, markers, brush, (text) => this.#brushes.setStatus(text));
        return {
            keys,
            end() {
                brush.end();
                keys.end();
                stopWatching();
            },
        };
    }
}
