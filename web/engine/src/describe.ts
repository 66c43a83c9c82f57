// The shape of mg_describe_json: what the panel, the URL and the scripting interface are built from.
// Names are those of the JSON, which are those of the tables in include/morphogen/model.h.

export interface ParamDescription {
    readonly id: string;
    readonly symbol: string;
    readonly unit: string;
    readonly doc: string;
    readonly kind: "real" | "integer" | "choice";
    readonly initial: number;
    readonly min: number;
    readonly max: number;
    readonly choices?: readonly string[];
}

export interface FieldDescription {
    readonly id: string;
    readonly label: string;
    readonly unit: string;
    /** A derived field exists within a step only, so that it cannot be read; an input is never stepped. */
    readonly role: "state" | "input" | "derived";
    /** The values where there is matter and where there is none; the same twice: a brush leaves the field alone. */
    readonly paintValue: number;
    readonly eraseValue: number;
}

export interface SeedingDescription {
    readonly id: string;
    readonly label: string;
    readonly doc: string;
    readonly parameters: readonly ParamDescription[];
}

export interface ViewDescription {
    readonly id: string;
    readonly label: string;
    readonly doc: string;
    readonly min: number;
    readonly max: number;
    readonly isovalue: number;
    readonly gradientMax: number;
}

export interface PresetDescription {
    readonly id: string;
    readonly label: string;
    readonly doc: string;
    readonly settings: string;
}

export interface ModelDescription {
    readonly id: string;
    readonly label: string;
    readonly doc: string;
    readonly equations: string;
    readonly source: string;
    readonly molecules: boolean; // fields are whole numbers of them
    readonly computation?: string; // of an engine made of equations: how they are computed, and why, for a person
    readonly fields: readonly FieldDescription[];
    readonly parameters: readonly ParamDescription[];
    readonly seedings: readonly SeedingDescription[];
    readonly views: readonly ViewDescription[];
    readonly presets: readonly PresetDescription[];
}

/** The fields that can be read and written: all but the derived ones, which come last. */
export function storedFields(model: Pick<ModelDescription, "fields">): readonly FieldDescription[] {
    return model.fields.filter(({ role }) => role !== "derived");
}

/** What a configuration may hold, and a file. */
export interface Limits {
    readonly smallestExtent: number;
    readonly largestExtent: number;
    readonly smallestDx: number;
    readonly largestDx: number;
    readonly maxThreads: number;
    readonly maxFusedSteps: number;
    readonly largestTextBytes: number;
    readonly nameBytes: number;
    readonly largestGlbBytes: number;
}

/** What each vertex and each triangle takes in a file. */
export interface MeshFileSizes {
    readonly vertexBytes: number;
    readonly triangleBytes: number;
}

export interface Description {
    readonly version: string;
    readonly limits: Limits;
    readonly meshFiles: Readonly<Record<"ply" | "stl" | "glb", MeshFileSizes>>;
    readonly models: readonly ModelDescription[];
}
