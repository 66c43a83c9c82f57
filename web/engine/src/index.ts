// @morphogen/engine: libmorphogen as WebAssembly, with the nouns and verbs of morphogen.h.
export * from "./code.ts";
export * from "./describe.ts";
export * from "./engine.ts";
export * from "./error.ts";
export * from "./generated/binding.ts";
export * from "./instance.ts";
export * from "./pool.ts";
export * from "./volume.ts";
