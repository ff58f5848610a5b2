/*
 * What a program must not do, each on demand: the tests ask whether the sanitizers tell of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stalking_register.h"

static void *volatile kept;

int main(int argc, char **argv) {
    if (argc != 2) {
        return 2;
    }
    if (strcmp(argv[1], "read") == 0) {
        /* The message belongs to the error and goes with it. */
        sreg_doc *document = NULL;
        sreg_error *error = NULL;
        if (sreg_doc_parse("{", -1, &document, &error) == SREG_OK) {
            return 2;
        }
        const char *message = sreg_error_message(error);
        sreg_error_free(error);
        printf("%c\n", message[0]);
    }
    if (strcmp(argv[1], "leak") == 0) {
        kept = malloc(100);
        kept = NULL;
    }
    if (strcmp(argv[1], "shift") == 0) {
        volatile int by = 40;
        printf("%d\n", 1 << by);
    }
    return 0;
}
