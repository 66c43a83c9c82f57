#include "model/model.h"

int32_t mg_stored_fields(const MgModel *model) {
    int32_t count = 0;
    while (count < model->field_count && model->fields[count].role != MG_DERIVED) count++;
    return count;
}
