// The gallery's button and key; the gallery itself is loaded when it is first opened.
import { loadPart } from "../../compute/load_part";
import type { Session } from "../../state/session";
import type { Command } from "../commands";
import type { Notices } from "../notices";
import type { Gallery } from "./gallery";

export function galleryCommand(session: Session, notices: Notices): Command {
    let gallery: Gallery | null = null;
    const load = async (): Promise<Gallery> => {
        const { Gallery } = await loadPart("the gallery", "gallery", () => import("./gallery"));
        gallery ??= new Gallery(session, ({ title, doc, hint }) =>
            notices.show("info", `${title}. ${doc}${hint === "" ? "" : `\nTry: ${hint}`}`, { key: "scene" }),
        );
        return gallery;
    };
    return {
        id: "gallery",
        group: "Page",
        label: "Gallery of patterns",
        bar: "actions",
        icon: "gallery",
        keys: ["G"],
        run: () => session.attempt(async () => (gallery ?? (await load())).open()),
    };
}
