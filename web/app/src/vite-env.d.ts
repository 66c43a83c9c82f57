/// <reference types="vite/client" />

declare module "virtual:viridis" {
    /** 256 colours from 0 to 1, six hexadecimal digits each. */
    export const VIRIDIS: string;
}
