// From how far a box fills the picture.
import { type Box3, type Quaternion, Vector3 } from "three";

const ROOM = 1.06; // beside what is framed

/** Half of what is seen at distance 1: tangents of half the angles of view. */
export interface Opening {
    readonly across: number;
    readonly upright: number;
}

/**
 * The least distance from the middle of a box from which a camera of this orientation has all of it in the picture,
 * with a little room around. Exact: some corner touches the edge of what is left of the room.
 */
export function framingDistance(box: Box3, orientation: Quaternion, opening: Opening): number {
    const back = orientation.clone().invert(),
        middle = box.getCenter(new Vector3());
    let distance = 0;
    for (let corner = 0; corner < 8; corner++) {
        const place = new Vector3(
            corner & 1 ? box.max.x : box.min.x,
            corner & 2 ? box.max.y : box.min.y,
            corner & 4 ? box.max.z : box.min.z,
        )
            .sub(middle)
            .applyQuaternion(back);
        distance = Math.max(
            distance,
            place.z + ROOM * Math.max(Math.abs(place.x) / opening.across, Math.abs(place.y) / opening.upright),
        );
    }
    return distance;
}
