// The last error message, one per thread, and failed assertions.
#include "base/base.h"

#include "base/platform.h"
#include "base/text.h"

#define LONGEST_SENTENCE 512

static _Thread_local char last_sentence[LONGEST_SENTENCE];

const char *mg_error_message(void) { return last_sentence; }

MgStatus mg_fail(MgStatus status, const char *format, ...) {
    MgText text = mg_text_into(last_sentence, sizeof last_sentence);
    va_list list;
    va_start(list, format);
    mg_text_format_list(&text, format, list);
    va_end(list);
    return status;
}

_Noreturn void mg_assert_failed(const char *condition, const char *file, int line) {
    char sentence[LONGEST_SENTENCE];
    MgText text = mg_text_into(sentence, sizeof sentence);
    mg_text_format(&text, "%s:%d: broken promise: %s", file, (int32_t)line, condition);
    mg_platform_panic(sentence);
}
