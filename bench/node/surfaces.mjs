// Our module in node beside the isosurface packages of the npm registry, one thread each, on the same field with the same
// walls: JSON of every round, with rows as bench_steps has them.
//
//     node bench/node/surfaces.mjs FIELD N ISOVALUE [ROUNDS]        FIELD: N^3 floats of this machine, x fastest
import { readFileSync } from "node:fs";
import vtkDataArray from "@kitware/vtk.js/Common/Core/DataArray.js";
import vtkImageData from "@kitware/vtk.js/Common/DataModel/ImageData.js";
import vtkImageMarchingCubes from "@kitware/vtk.js/Filters/General/ImageMarchingCubes.js";
import isosurface from "isosurface";

import { Boundary, Engine, VertexFormat, load } from "../../web/engine/dist/node.js";

const [path, n, isovalue, rounds] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const file = readFileSync(path);
const field = new Float32Array(file.buffer, file.byteOffset, n ** 3);

const rows = new Map();

/** Runs it and keeps wall clock and processor time; run gives the number of triangles. */
function measure(id, run) {
    const cpu = process.cpuUsage(), started = performance.now();
    const triangles = run();
    const wall = (performance.now() - started) / 1000, used = process.cpuUsage(cpu);
    if (!rows.has(id)) rows.set(id, { id, unit: "Mtri", work: triangles / 1e6, wall: [], cpu: [] });
    rows.get(id).wall.push(wall);
    rows.get(id).cpu.push((used.user + used.system) / 1e6);
}

function vtkRun() {
    const image = vtkImageData.newInstance();
    image.setDimensions(n, n, n);
    image.getPointData().setScalars(vtkDataArray.newInstance({ values: field, numberOfComponents: 1, name: "field" }));
    const cubes = vtkImageMarchingCubes.newInstance({ contourValue: isovalue, computeNormals: true, mergePoints: true });
    cubes.setInputData(image);
    return () => {
        cubes.modified();
        cubes.update();
        return cubes.getOutputData().getPolys().getNumberOfCells();
    };
}

/** Its inside is below 0; it asks a function for every value. */
function isosurfaceRun() {
    const at = (x, y, z) => isovalue - field[x + n * (y + n * z)];
    return () => isosurface.marchingCubes([n, n, n], at).cells.length;
}

async function ourRun() {
    const { instance } = await load({ single: true });
    const engine = Engine.create(instance, { size: [n, n, n], boundary: [Boundary.NoFlux, Boundary.NoFlux, Boundary.NoFlux], threads: 1 });
    engine.writeField("v", field);
    engine.publish();
    return () => engine.mesh({ format: VertexFormat.Float, blend: 1, isovalue }).triangleCount;
}

const ours = await ourRun(), vtk = vtkRun(), iso = isosurfaceRun();
for (let i = 0; i < 20; i++) ours();             // a browser's compiler has optimised it by then
for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 5; i++) measure("surface_wasm_1_thread", ours);
    measure("surface_vtk_js", vtk);
    measure("surface_isosurface", iso);
}
console.log(JSON.stringify({ runtime: `node ${process.version}`, rows: [...rows.values()] }));
