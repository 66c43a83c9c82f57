#define _POSIX_C_SOURCE 200809L
#include "output/sweep_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "files/files.h"
#include "options/options.h"
#include "terminal/progress.h"

#define TITLE "morphogen sweep, arguments of "
#define MAX_TITLE_BYTES 64
#define RECORD_MARK 0x52575331u // "1SWR"
#define MAX_ROW_BYTES 65536
#define MAX_SHOWN_BYTES 200 // of an argument
#define SECONDS_BETWEEN_FLUSHES 1.0

typedef struct RecordHead {
    uint32_t mark, run, is_made, row_bytes; // row_bytes with the final 0
} RecordHead;

struct SweepJournal {
    char path[MAX_PATH_BYTES + 8];
    int descriptor;
    char *bytes; // of the file as it was opened; NULL: it is new
    size_t *at;  // of each run's record in bytes; 0: none
    int32_t run_count, count;
    size_t slice_bytes;
    double flushed; // seconds
};

// ---- what is on the disk

// The length of the record there, 0 where there is none, or it is torn.
static size_t record_bytes(const SweepJournal *j, size_t at, size_t end) {
    RecordHead head;
    if (end - at < sizeof head) return 0;
    memcpy(&head, j->bytes + at, sizeof head);
    if (head.mark != RECORD_MARK || head.run >= (uint32_t)j->run_count || head.row_bytes > MAX_ROW_BYTES) return 0;
    const size_t content = sizeof head + head.row_bytes + (head.is_made ? j->slice_bytes : 0);
    uint32_t sum;
    if (head.row_bytes == 0 || end - at < content + sizeof sum) return 0;
    memcpy(&sum, j->bytes + at + content, sizeof sum);
    const bool is_text = j->bytes[at + sizeof head + head.row_bytes - 1] == 0;
    const bool is_whole = sum == (uint32_t)crc32_z(0, (const Bytef *)j->bytes + at, content);
    return is_text && is_whole ? content + sizeof sum : 0;
}

// The end of the last whole record.
static size_t find_records(SweepJournal *j, size_t at, size_t end) {
    for (size_t length; (length = record_bytes(j, at, end)) > 0; at += length) {
        RecordHead head;
        memcpy(&head, j->bytes + at, sizeof head);
        j->count += j->at[head.run] == 0;
        j->at[head.run] = at;
    }
    return at;
}

// ---- whose it is

static size_t line_length(const char *text) { return strcspn(text, "\n"); }

// What is shown of a line: cut between characters of UTF-8.
static int shown_length(const char *text) {
    size_t length = line_length(text);
    if (length > MAX_SHOWN_BYTES)
        for (length = MAX_SHOWN_BYTES; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80;) length--;
    return (int)length;
}

// Names the first argument that differs.
static int refuse_other(const SweepJournal *j, const char *theirs, const char *ours) {
    while (*theirs != 0 && line_length(theirs) == line_length(ours) && memcmp(theirs, ours, line_length(theirs)) == 0) {
        theirs += line_length(theirs) + (theirs[line_length(theirs)] != 0);
        ours += line_length(ours) + (ours[line_length(ours)] != 0);
    }
    log_error("%s holds the runs of a stopped sweep with \"%.*s\", and this one has \"%.*s\"; finish that one with its "
              "own arguments, give this one another output, or remove %s",
              j->path, shown_length(theirs), theirs, shown_length(ours), ours, j->path);
    return EXIT_FAILURE;
}

static int check_header(const SweepJournal *j, size_t count, const char *header, const char *arguments) {
    const size_t length = strlen(header);
    if (count >= length && memcmp(j->bytes, header, length) == 0) return EXIT_SUCCESS;
    const char *begin = memchr(j->bytes, '\n', count);
    const bool is_ours = count > strlen(TITLE) && memcmp(j->bytes, TITLE, strlen(TITLE)) == 0 && begin != NULL;
    if (is_ours) return refuse_other(j, begin + 1, arguments);
    log_error("%s is not what a sweep left; give the sweep another output, or move that file", j->path);
    return EXIT_FAILURE;
}

// ---- opening

static int create(SweepJournal *j, const char *header) {
    OutFile file;
    if (!out_open(&file, j->path)) return cannot_write(j->path, file.reason);
    if (!out_write(&file, header, strlen(header))) {
        out_abandon(&file);
        return cannot_write(j->path, file.reason);
    }
    return out_commit(&file, false) ? EXIT_SUCCESS : cannot_write(j->path, file.reason);
}

static int reopen(SweepJournal *j, const char *header, const char *arguments) {
    size_t count;
    j->bytes = read_whole(j->path, &count);
    if (j->bytes == NULL) return EXIT_FAILURE;
    j->bytes[count] = 0;
    if (check_header(j, count, header, arguments) != EXIT_SUCCESS) return EXIT_FAILURE;
    const size_t end = find_records(j, strlen(header), count);
    return truncate(j->path, (off_t)end) == 0 ? EXIT_SUCCESS : cannot_write(j->path, errno);
}

static int open_file(SweepJournal *j, const char *arguments) {
    struct stat status;
    const size_t room = MAX_TITLE_BYTES + strlen(arguments) + 2;
    char *header = malloc(room);
    if (header == NULL) return no_memory("the sweep's arguments");
    snprintf(header, room, TITLE "%zu bytes\n%s\n", strlen(arguments), arguments);
    const bool is_new = stat(j->path, &status) != 0 && errno == ENOENT;
    int code = is_new ? create(j, header) : reopen(j, header, arguments);
    free(header);
    if (code != EXIT_SUCCESS) return code;
    j->descriptor = open(j->path, O_WRONLY | O_APPEND | O_CLOEXEC);
    return j->descriptor >= 0 ? EXIT_SUCCESS : cannot_write(j->path, errno);
}

int journal_open(const char *output, const char *arguments, int32_t run_count, size_t slice_bytes, SweepJournal **out) {
    char real[MAX_PATH_BYTES];
    *out = NULL;
    if (!follow_links(output, real)) return cannot_write(output, errno);
    if (check_overwrite(real) == ENOTSUP) return EXIT_SUCCESS;
    SweepJournal *j = calloc(1, sizeof *j);
    if (j == NULL) return no_memory("the sweep's runs");
    *j = (SweepJournal){ .descriptor = -1, .run_count = run_count, .slice_bytes = slice_bytes };
    snprintf(j->path, sizeof j->path, "%s.sweep", real);
    j->at = calloc((size_t)run_count, sizeof *j->at);
    int code = j->at != NULL ? open_file(j, arguments) : no_memory("the sweep's runs");
    if (code == EXIT_SUCCESS) *out = j;
    else journal_close(j, false);
    return code;
}

// ---- records

int32_t journal_count(const SweepJournal *j) { return j != NULL ? j->count : 0; }

bool journal_find(const SweepJournal *j, int32_t run, SweepRecord *out) {
    RecordHead head;
    if (j == NULL || j->at[run] == 0) return false;
    const char *at = j->bytes + j->at[run];
    memcpy(&head, at, sizeof head);
    *out = (SweepRecord){ head.is_made != 0, at + sizeof head, at + sizeof head + head.row_bytes };
    return true;
}

static bool write_all(int descriptor, const char *bytes, size_t count) {
    while (count > 0) {
        const ssize_t written = write(descriptor, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            if (written == 0) errno = ENOSPC;
            return false;
        }
        bytes += written, count -= (size_t)written;
    }
    return true;
}

// After a power cut at most the runs of the last second are made again.
static void flush_at_times(SweepJournal *j) {
    if (seconds_now() - j->flushed < SECONDS_BETWEEN_FLUSHES) return;
    fdatasync(j->descriptor);
    j->flushed = seconds_now();
}

int journal_add(SweepJournal *j, int32_t run, const SweepRecord *record) {
    if (j == NULL) return EXIT_SUCCESS;
    const RecordHead head = { RECORD_MARK, (uint32_t)run, record->is_made, (uint32_t)strlen(record->row) + 1 };
    const size_t slice_bytes = record->is_made ? j->slice_bytes : 0,
                 content = sizeof head + head.row_bytes + slice_bytes;
    char *bytes = malloc(content + sizeof(uint32_t));
    if (bytes == NULL) return no_memory("the sweep's runs");
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, record->row, head.row_bytes);
    if (slice_bytes > 0) memcpy(bytes + sizeof head + head.row_bytes, record->slice, slice_bytes);
    const uint32_t sum = (uint32_t)crc32_z(0, (const Bytef *)bytes, content);
    memcpy(bytes + content, &sum, sizeof sum);
    const bool written = write_all(j->descriptor, bytes, content + sizeof sum);
    if (!written) cannot_write(j->path, errno);
    free(bytes);
    if (written) flush_at_times(j);
    return written ? EXIT_SUCCESS : EXIT_FAILURE;
}

void journal_close(SweepJournal *j, bool is_done) {
    if (j == NULL) return;
    if (j->descriptor >= 0) close(j->descriptor);
    if (is_done && unlink(j->path) != 0)
        log_warning("cannot remove %s, which the sweep needs no more: %s", j->path, strerror(errno));
    free(j->bytes);
    free(j->at);
    free(j);
}
