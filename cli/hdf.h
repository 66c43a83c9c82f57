// VTKHDF: VTK's image data in an HDF5 file, which reads in parts and in parallel where a .vti is read whole.
#ifndef MORPHOGEN_CLI_HDF_H
#define MORPHOGEN_CLI_HDF_H

#include "files.h"

// Writes every field, and the shown view where it is computed, into file->part, which is open. false: reason tells why.
bool write_vtkhdf(MgEngine *engine, double dx, OutFile *file);

#endif
