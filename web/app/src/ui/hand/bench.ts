// What the hand needs only once a tool is taken up or a cell is watched: marks in the picture, brush and panes. Loaded then.
import "./bench.css";
import type { Probes } from "../../state/probes";
import type { ThemeChoice } from "../../state/theme";
import type { Tools } from "../../state/tools";
import { Markers } from "../../view/markers";
import { toScene } from "../../view/sight";
import { BrushKeys } from "./brush_keys";
import { BrushPane } from "./brush_pane";
import { BrushTool } from "./brush_tool";
import type { Picker } from "./picker";
import { PROBE_COLOURS, ProbePane } from "./probe_pane";

export function openBench(picker: Picker, tools: Tools, probes: Probes, theme: ThemeChoice): BrushKeys {
    const { session, viewer } = picker, markers = new Markers();
    const mark = (): void => {
        const { extent, config: { dx } } = session.state;
        markers.show(probes.all.map(({ cell: [x, y, z], colour }) =>
            ({ place: toScene([x * dx, y * dx, z * dx], extent), colour: PROBE_COLOURS[colour]! })));
        viewer.requestDraw();
    };
    viewer.add(markers);
    const brush = new BrushTool(picker, tools, markers), pane = new BrushPane(tools);
    new ProbePane(session, probes, theme);
    probes.changed.listen(mark);
    mark();
    return new BrushKeys(picker, tools, markers, brush, (words) => pane.say(words));
}
