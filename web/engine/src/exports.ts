// The module's exports as they are: pointers and 32-bit integers are numbers (signed: use >>> 0 on a pointer), 64-bit
// integers are bigints. wasm/exports.txt is the list they come from; a test compares the two.

export interface Exports {
    mg_wasm_start(limitPages: number, threads: number): void;
    mg_wasm_scratch(): number;
    mg_wasm_panic_sentence(): number;
    mg_wasm_used_bytes(): number;
    mg_wasm_block_count(): number;
    mg_wasm_debug_trap(): never;
    mg_wasm_config_default(out: number): void;
    mg_wasm_config_bytes(
        model: number, network: number, nx: number, ny: number, nz: number, boundaryX: number, boundaryY: number,
        boundaryZ: number, dx: number, out: number,
    ): number;
    mg_wasm_engine_create(
        model: number, network: number, nx: number, ny: number, nz: number, boundaryX: number, boundaryY: number,
        boundaryZ: number, dx: number, seed: bigint, threads: number, budgetBytes: bigint, out: number,
    ): number;
    mg_wasm_mesh_request_default(engine: number, out: number): void;
    mg_wasm_engine_save(engine: number): number;
    mg_wasm_engine_load(fileBytes: bigint, threads: number, budgetBytes: bigint, out: number): number;
    mg_wasm_snapshot_info(fileBytes: bigint, out: number): number;
    mg_wasm_export_ply(mesh: number): number;
    mg_wasm_export_stl(mesh: number): number;
    mg_wasm_export_glb(mesh: number): number;
    mg_wasm_engine_export_vti(engine: number): number;
    mg_wasm_engine_export_npy(engine: number, field: number): number;
    mg_wasm_engine_export_nrrd(engine: number): number;
    mg_wasm_volume_export(volume: number, format: number): number;
    mg_wasm_volume_place(volume: number, dx: number, dy: number, dz: number, x: number, y: number, z: number, turned: number): number;
    mg_platform_allocate(bytes: number): number;
    mg_platform_free(pointer: number): void;

    mg_error_message(): number;
    mg_engine_destroy(engine: number): void;
    mg_engine_set(engine: number, parameter: number, value: number): number;
    mg_engine_get(engine: number, parameter: number, out: number): number;
    mg_engine_check_dt(engine: number, limit: number): number;
    mg_engine_check_voxel(engine: number, smallestDx: number): number;
    mg_engine_field_statistics(engine: number, field: number, out: number): number;
    mg_engine_seed(engine: number, seeding: number, seed: bigint): number;
    mg_engine_set_threads(engine: number, threads: number): number;
    mg_engine_threads(engine: number): number;
    mg_engine_set_tiling(engine: number, wish: number): number;
    mg_engine_tiling(out: number, engine: number): void;      // C gives a struct back: its place comes first
    mg_engine_step(engine: number, count: number): void;
    mg_engine_step_for(engine: number, milliseconds: number, maxSteps: number): number;
    mg_engine_steps(engine: number): bigint;
    mg_engine_time(engine: number): number;
    mg_engine_hash(engine: number): bigint;
    mg_engine_find_bad_cell(engine: number, out: number): number;
    mg_engine_read_cell(engine: number, x: number, y: number, z: number, out: number, count: number): number;
    mg_engine_paint(engine: number, brush: number): number;
    mg_engine_raycast(engine: number, ray: number, out: number): number;
    mg_engine_restore(engine: number, bytes: number, count: number): number;
    mg_engine_read_field(engine: number, field: number, out: number, count: number): number;
    mg_engine_write_field(engine: number, field: number, values: number, count: number): number;
    mg_engine_set_view(engine: number, view: number): number;
    mg_engine_view(engine: number): number;
    mg_engine_publish(engine: number): number;
    mg_engine_mesh(engine: number, request: number, out: number): number;
    mg_engine_texture(engine: number, request: number, out: number): number;
    mg_engine_drop_textures(engine: number): void;
    mg_engine_profile(engine: number, out: number): number;
    mg_engine_reset_profile(engine: number): void;
    mg_volume_parse(bytes: number, count: number, out: number): number;
    mg_volume_from_raw(
        bytes: number, count: number, nx: number, ny: number, nz: number, arrayCount: number, type: number, out: number,
    ): number;
    mg_volume_destroy(volume: number): void;
    mg_volume_info(volume: number): number;
    mg_volume_values(volume: number, array: number): number;
    mg_engine_seed_from_volume(engine: number, volume: number): number;
    mg_engine_describe_json(engine: number, buffer: number, capacity: number): number;
    mg_describe_json(buffer: number, capacity: number): number;
    mg_describe_text(text: number, buffer: number, capacity: number, length: number): number;
    mg_version(): number;
    mg_viridis(t: number, rgb: number): void;
}

/** Only in the threaded module. */
export interface ThreadExports {
    readonly __stack_pointer: WebAssembly.Global;
    readonly __tls_size: WebAssembly.Global;
    readonly __tls_align: WebAssembly.Global;
    __wasm_init_tls(block: number): void;
    mg_wasm_threads(): number;
    mg_wasm_stack_begin(number: number): number;
    mg_wasm_stack_end(number: number): number;
    mg_wasm_thread_park(number: number): void;
    mg_wasm_thread_run(number: number): never;
    mg_wasm_panic_sentence(): number;
}
