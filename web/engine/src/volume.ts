// Volumes of numbers from other programs: .npy, NRRD, .vti and values without a header. Copied into the heap for
// parsing only.

import { MG_VOLUME_INFO, MgVolumeFormat } from "./generated/binding.ts";
import { array, float64, pointer } from "./heap_types.ts";
import type { Instance } from "./instance.ts";
import type { Vector3 } from "./vector.ts";

const FORMATS = { vti: MgVolumeFormat.Vti, npy: MgVolumeFormat.Npy, nrrd: MgVolumeFormat.Nrrd } as const;
const PLACE = array(float64, 3);
export type VolumeFormat = keyof typeof FORMATS;

export interface VolumeInfo {
    readonly size: Vector3;
    readonly dx: number;
    readonly spacing: Vector3; // along x, y and z; dx is the first
    readonly origin: Vector3; // where the first value stands; a run puts it at 0, 0, 0
    readonly turned: boolean; // the file's axes point elsewhere than x, y and z, where a run puts them
    readonly names: readonly string[]; // of the arrays; "" where the file has none
    readonly model: string; // of a pattern that brings its rule along; else ""
    readonly periodic: boolean; // the pattern's boundary: periodic or not
    readonly parameters: ReadonlyMap<string, number>;
    readonly note: string; // what was left aside, or taken where the file leaves it open
    readonly equations: string; // text of a pattern's formula, which is its model; else ""
    readonly refusal: string; // why no run begins with a pattern whose rule is not known here; else ""
}

export class Volume {
    readonly instance: Instance;
    readonly handle: number;

    private constructor(instance: Instance, handle: number) {
        this.instance = instance;
        this.handle = handle;
    }

    /** A whole file; refused with MgStatus.BadFile where it is damaged or of no kind that is read here. */
    static parse(instance: Instance, file: Uint8Array): Volume {
        instance.expectOk(
            instance.withBytes(file, (bytes) =>
                instance.call(() => instance.exports.mg_volume_parse(bytes, file.length, instance.out)),
            ),
        );
        return new Volume(instance, instance.read(pointer, instance.out));
    }

    /**
     * Values without a header, x fastest; type as "f4" or ">u2". place() tells where they stand, else 1 apart from 0,
     * 0, 0.
     */
    static fromRaw(instance: Instance, values: Uint8Array, size: Vector3, arrays: number, type: string): Volume {
        instance.expectOk(
            instance.withBytes(values, (bytes) =>
                instance.call(() =>
                    instance.exports.mg_volume_from_raw(
                        bytes,
                        values.length,
                        ...size,
                        arrays,
                        instance.name(type),
                        instance.out,
                    ),
                ),
            ),
        );
        return new Volume(instance, instance.read(pointer, instance.out));
    }

    info(): VolumeInfo {
        const { instance } = this;
        const { nx, ny, nz, arrayCount, names, parameterCount, parameters, equations, ...rest } = instance.read(
            MG_VOLUME_INFO,
            instance.call(() => instance.exports.mg_volume_info(this.handle)) >>> 0,
        );
        return {
            ...rest,
            size: [nx, ny, nz],
            equations: equations === 0 ? "" : instance.text(equations),
            names: names.slice(0, arrayCount),
            parameters: new Map(parameters.slice(0, parameterCount).map(({ name, value }) => [name, value])),
        };
    }

    /**
     * Where the values stand. A spacing of NaN is unknown and 1, a negative one turns its axis; 0 and infinity are
     * refused.
     */
    place(spacing: Vector3, origin: Vector3 = [0, 0, 0], turned = false): void {
        const { instance } = this;
        const spacingAt = instance.request,
            originAt = spacingAt + PLACE.bytes;
        PLACE.write(instance.view(), spacingAt, spacing);
        PLACE.write(instance.view(), originAt, origin);
        instance.expectOk(
            instance.call(() => instance.exports.mg_volume_place(this.handle, spacingAt, originAt, Number(turned))),
        );
    }

    /** A copy of one array, x fastest. */
    values(array: number): Float32Array<ArrayBuffer> {
        const { instance } = this,
            [nx, ny, nz] = this.info().size;
        const at = instance.call(() => instance.exports.mg_volume_values(this.handle, array)) >>> 0;
        return new Float32Array(instance.floats(at, nx * ny * nz));
    }

    /** The same values as another kind of file, in single precision. */
    export(format: VolumeFormat): Uint8Array<ArrayBuffer> {
        const { instance } = this;
        return instance.collect(() =>
            instance.expectOk(
                instance.call(() =>
                    instance.exports.mg_volume_export(this.handle, FORMATS[format], instance.writer, 0),
                ),
            ),
        );
    }

    destroy(): void {
        this.instance.call(() => this.instance.exports.mg_volume_destroy(this.handle));
    }
}
