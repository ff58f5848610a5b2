/* Compares names alone, without a register, right and wrong uses alike. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stalking_register.h>

#define CHECK(truth) ((truth) ? (void)0 : fail(__LINE__, #truth))

static char long_name[20000];

static void fail(int line, const char *what) {
    printf("names.c:%d: %s\n", line, what);
    exit(1);
}

static double bits_of(const char *one, const char *other) {
    char text[64];
    sreg_doc *found = NULL;
    CHECK(sreg_names_compare(one, other, &found, NULL) == SREG_OK);
    CHECK(sreg_doc_json(found, "/bits", text, sizeof text, NULL, NULL) == SREG_OK);
    sreg_doc_free(found);
    return strtod(text, NULL);
}

int main(void) {
    char text[4096];
    sreg_doc *found = NULL;
    sreg_error *error = NULL;

    CHECK(bits_of("Wladimir Putin", "PUTIN, Vladimir") > 0);
    CHECK(bits_of("John Ode", "John Smith") < 0);
    CHECK(bits_of("John Ode", "Jon Ode") == bits_of("Jon Ode", "John Ode"));
    CHECK(bits_of("", "Ann Ode") < 0);

    CHECK(sreg_names_compare("Bob Ode", "Robert Ode", &found, &error) == SREG_OK);
    CHECK(sreg_doc_get_text(found, "/text", text, sizeof text, NULL, NULL) == SREG_OK);
    CHECK(strstr(text, "Bob is another form of Robert") != NULL);
    CHECK(sreg_doc_get_text(found, "/extent", text, sizeof text, NULL, NULL) == SREG_OK);
    CHECK(strcmp(text, "whole") == 0);
    sreg_doc_free(found);

    memset(long_name, 'a', sizeof long_name - 1);
    CHECK(sreg_names_compare(long_name, "Ann Ode", &found, NULL) == SREG_E_TOO_LONG);
    CHECK(sreg_names_compare(NULL, "Ann Ode", &found, NULL) == SREG_E_NULL_POINTER);
    CHECK(sreg_names_compare("Ann Ode", "Ann Ode", NULL, NULL) == SREG_E_NULL_POINTER);
    CHECK(sreg_names_compare("\xff", "Ann Ode", &found, NULL) == SREG_E_NOT_UTF8);
    long_name[10000] = '\0';
    CHECK(bits_of(long_name, "Ann Ode") < 0);
    puts("names: ok");
    return 0;
}
