#include "stochastic/network.h"

#include <string.h>

int32_t mg_network_find_species(const MgNetwork *network, const char *id) {
    size_t length = 0;
    while (length < MG_NAME_BYTES && id[length] != 0) length++;
    for (int32_t s = 0; s < network->species_count; s++)
        if (length < MG_NAME_BYTES && memcmp(network->species[s].id, id, length + 1) == 0) return s;
    return -1;
}
