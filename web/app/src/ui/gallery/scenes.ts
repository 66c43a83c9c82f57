// The scenes of the gallery: scenes/*.json of the tree, in the order in which a person should meet them, each with its
// picture.
import { type Scene, sceneFrom } from "../../state/scene";

export interface GalleryScene extends Scene {
    readonly id: string; // the file's name
    readonly picture: string; // an address
}

const FILES = import.meta.glob<unknown>("../../../../../scenes/*.json", { eager: true, import: "default" });
const FIRST = ["worms", "dividing_cells", "folded_sheets", "one_germ"]; // the quickest to please

export function galleryScenes(): readonly GalleryScene[] {
    const scenes = Object.entries(FILES).map(([path, file]): GalleryScene => {
        const id = path.slice(path.lastIndexOf("/") + 1, -".json".length);
        return { ...sceneFrom(file), id, picture: new URL(`gallery/${id}.webp`, document.baseURI).href };
    });
    const rank = ({ id, model }: GalleryScene): number => {
        const first = FIRST.indexOf(id);
        return first >= 0 ? first : FIRST.length + (model === "gray_scott" ? 0 : 1);
    };
    return scenes.sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
}
