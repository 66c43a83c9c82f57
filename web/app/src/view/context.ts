// What a lost graphics context leaves behind.
import { type Material, type Mesh, type Object3D, Texture } from "three";
import type { FullScreenQuad } from "three/addons/postprocessing/Pass.js";

/**
 * Lets three.js forget what it had made for the objects. After a loss it makes everything anew, and each geometry,
 * material and texture would go on holding the caches of the context before: some 80 KB a loss.
 */
export function forgetContext(scene: Object3D): void {
    scene.traverse((object) => {
        const { geometry, material } = object as Partial<Mesh>;
        geometry?.dispose();
        for (const each of [material ?? []].flat()) forgetMaterial(each);
    });
}

export function forgetQuad(quad: FullScreenQuad): void {
    quad.dispose();
    forgetMaterial(quad.material as Material);
}

function forgetMaterial(material: Material): void {
    const { uniforms = {} } = material as { uniforms?: Record<string, { value: unknown }> };
    for (const { value } of Object.values(uniforms)) if (value instanceof Texture) value.dispose();
    material.dispose();
}
