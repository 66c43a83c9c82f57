// The package brings no types; this is what the tests use of it.
declare module "gltf-validator" {
    export interface Report {
        readonly validatorVersion: string;
        readonly issues: {
            readonly numErrors: number;
            readonly numWarnings: number;
            readonly messages: readonly {
                readonly code: string;
                readonly message: string;
                readonly severity: number;
                readonly pointer?: string;
            }[];
        };
        readonly info: { readonly totalVertexCount: number; readonly totalTriangleCount: number };
    }
    export function validateBytes(bytes: Uint8Array, options?: { maxIssues?: number }): Promise<Report>;
}
