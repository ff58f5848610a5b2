/* Answers rules without a register: each line of the file named is a rule, a tab and its inputs as JSON; each
 * line printed is the answer as JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stalking_register.h>

static char line[8192], answer[65536];

int main(int argc, char **argv) {
    sreg_error *error = NULL;
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!file) {
        return 2;
    }
    while (fgets(line, sizeof line, file)) {
        sreg_doc *inputs = NULL, *found = NULL;
        char *json = strchr(line, '\t');
        if (!json) {
            return 2;
        }
        *json++ = '\0';
        json[strcspn(json, "\n")] = '\0';
        if (sreg_doc_parse(json, SREG_NUL, &inputs, &error) != SREG_OK
            || sreg_rules_eval(line, inputs, &found, &error) != SREG_OK
            || sreg_doc_json(found, "", answer, sizeof answer, NULL, &error) != SREG_OK) {
            printf("%s: %s\n", line, sreg_error_message(error));
            return 1;
        }
        printf("%s\n", answer);
        sreg_doc_free(inputs);
        sreg_doc_free(found);
    }
    fclose(file);
    return 0;
}
