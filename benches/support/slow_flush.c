/* Makes each flush last at least SREG_BENCH_FLUSH_US microseconds. For benchmarks only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int (*flush_fn)(int);

static int slowly(const char *name, int file)
{
    struct timespec begun, until;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    flush_fn flush = (flush_fn)dlsym(RTLD_NEXT, name);
    int done = flush(file);
    const char *asked = getenv("SREG_BENCH_FLUSH_US");
    long long nanoseconds = (asked ? atoll(asked) : 0) * 1000 + begun.tv_nsec;
    until.tv_sec = begun.tv_sec + nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) {
    }
    return done;
}

int fdatasync(int file) { return slowly("fdatasync", file); }
int fsync(int file) { return slowly("fsync", file); }
