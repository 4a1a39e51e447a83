/* Functions that do not compile here, and what to use instead. The Makefile puts
 * this header in front of every file. */
#ifndef SLATOP_BASE_BANNED_H
#define SLATOP_BASE_BANNED_H

/* The headers that declare them come first: once a name is poisoned, even its
 * declaration is an error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#undef sprintf /* macros of a fortified build */
#undef vsprintf

/* No end to what they write: buf_add, arena_copy, mem_copy, snprintf. */
#pragma GCC poison strcpy strcat stpcpy strncat sprintf vsprintf gets
#pragma GCC poison wcscpy wcscat wcpcpy wcsncat
/* One buffer for all callers, and the environment's time zone: strspn and
 * strcspn; calendar_civil, time_local and their like. */
#pragma GCC poison strtok localtime gmtime ctime asctime ctime_r asctime_r
/* A name that another may take first: mkstemp. */
#pragma GCC poison tmpnam tempnam mktemp

/* These names stand in macros of libraries or are good words besides, so that
 * only a call is refused, when gcc compiles it (clang wants the attribute on the
 * first declaration). */
#ifndef __clang__
#define BANNED(why) __attribute__((error(why)))
BANNED("leaves no NUL where it does not fit: mem_copy_n") char *strncpy(char *, const char *, size_t);
BANNED("starts a shell: fork and exec") int system(const char *);
BANNED("starts a shell: fork and exec") FILE *popen(const char *, const char *);
BANNED("stops everything: a timer of the loop") unsigned int sleep(unsigned int);
BANNED("stops everything: a timer of the loop") int usleep(useconds_t);
#undef BANNED
#endif

#endif
