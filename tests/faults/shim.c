/* A disk that fails when a test says so: loaded before the C library, it stands between the journal and the system.
 *
 * What it does is read from a file of words shared with the test (FAULTS_CONTROL); only files of the journal are
 * concerned. See shim.rs for the words. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { SYNCS, DIE_AT, LOSES, FAIL_FROM, WRITE_ERRNO, DELAY_MICROS, REFUSED, LIES, WORDS };
enum { LOSES_NOTHING, LOSES_UNSYNCED, LOSES_HALF };

/* What was written to the log and not synced yet. */
#define MOST 65536
static struct { off_t at; size_t length; } unsynced[MOST];
static size_t count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile uint64_t *words;

static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);

__attribute__((constructor)) static void begin(void) {
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    const char *path = getenv("FAULTS_CONTROL");
    int fd = path ? open(path, O_RDWR) : -1;
    if (fd < 0) return;
    void *shared = mmap(NULL, WORDS * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared != MAP_FAILED) words = shared;
}

/* 0: none of ours, 1: the database, 2: its log. */
static int ours(int fd) {
    char link[64], name[4096];
    if (!words) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 0) return 0;
    name[length] = 0;
    if (!strstr(name, "journal.sqlite")) return 0;
    return length > 4 && !strcmp(name + length - 4, "-wal") ? 2 : 1;
}

/* The power is gone: what was not synced is not there, or every other piece of it. */
static void lose(int fd) {
    static const char nothing[65536];
    for (size_t piece = 0; words[LOSES] != LOSES_NOTHING && piece < count; piece++) {
        if (words[LOSES] == LOSES_HALF && piece % 2) continue;
        for (size_t done = 0; done < unsynced[piece].length;) {
            size_t left = unsynced[piece].length - done, part = left < sizeof nothing ? left : sizeof nothing;
            if (real_pwrite(fd, nothing, part, unsynced[piece].at + (off_t)done) <= 0) break;
            done += part;
        }
    }
    count = 0;
}

static int synced(int fd, int (*sync)(int)) {
    int which = ours(fd);
    if (!which) return sync(fd);
    pthread_mutex_lock(&lock);
    uint64_t nth = ++words[SYNCS];
    int dies = words[DIE_AT] && nth >= words[DIE_AT], fails = words[FAIL_FROM] && nth >= words[FAIL_FROM];
    if (which == 2 && (dies || fails)) lose(fd);
    if (dies) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    /* Where the log is synced only when it is moved, it is there once the database is. */
    if (which == (words[LIES] ? 1 : 2)) count = 0;
    pthread_mutex_unlock(&lock);
    if (words[DELAY_MICROS]) usleep(words[DELAY_MICROS]);
    if (fails) {
        words[REFUSED]++;
        errno = EIO;
        return -1;
    }
    return which == 2 && words[LIES] ? 0 : sync(fd);
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

/* Whether the write may go on; notes what is not synced yet. */
static int written(int fd, off_t at, size_t length) {
    int which = ours(fd);
    if (!which) return 1;
    if (words[WRITE_ERRNO]) {
        words[REFUSED]++;
        errno = (int)words[WRITE_ERRNO];
        return 0;
    }
    if (which == 2 && at >= 0) {
        pthread_mutex_lock(&lock);
        if (count < MOST) {
            unsynced[count].at = at;
            unsynced[count++].length = length;
        }
        pthread_mutex_unlock(&lock);
    }
    return 1;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    off_t at = words && fd > 2 ? lseek(fd, 0, SEEK_CUR) : -1;
    return written(fd, at, length) ? real_write(fd, bytes, length) : -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    return written(fd, at, length) ? real_pwrite(fd, bytes, length, at) : -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    return written(fd, at, length) ? real_pwrite(fd, bytes, length, at) : -1;
}
