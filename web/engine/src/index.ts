// @morphogen/engine: libmorphogen as WebAssembly, with the nouns and verbs of morphogen.h.
export * from './describe';
