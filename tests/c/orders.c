/* The steps of an order's life from C: what the law allows, and what it refuses, with the provision. */
#include "support.h"

/* Checks one text of a document. */
static void says(int line, const sreg_doc *from, const char *path, const char *expected) {
    if (strcmp(text(from, path), expected) != 0) {
        printf("orders.c:%d: %s is %s\n", line, path, text(from, path));
        exit(1);
    }
}

int main(int argc, char **argv) {
    sreg_register *reg = NULL;
    sreg_session *session = NULL;
    sreg_task *task = NULL;
    sreg_buffer *recovery = NULL;
    sreg_doc *check = NULL, *detail = NULL;
    char person[SREG_ID_SIZE], order[SREG_ID_SIZE];
    int32_t version = 0;

    if (argc != 2) {
        return 2;
    }
    sreg_doc *options = doc("{\"test_clock\": \"2028-12-01T09:00:00Z\"}");
    sreg_doc *accounts = doc("[{\"username\": \"root\", \"display_name\": \"R. Oot\", \"role\": \"administrator\", \"vouched\": true},"
                             " {\"username\": \"alice\", \"display_name\": \"A. Ode\", \"role\": \"coordinator\", \"vouched\": true}]");
    MUST(sreg_make(argv[1], KEY, sizeof KEY, options, accounts, &recovery, &reg, &error));
    sreg_buffer_free(recovery);
    sreg_doc *who = doc("{\"username\": \"alice\", \"system\": \"orders.c\"}");
    sreg_doc *why = doc("{\"purpose\": \"new-report\"}");
    MUST(sreg_vouch(reg, who, &session, &error));
    MUST(sreg_task_begin(session, why, &task, &error));

    sreg_doc *entry = doc("{\"subject\": {\"names\": [{\"kind\": \"official\", \"given\": \"Ann\", \"family\": \"Archer\"}]},"
                          " \"registration\": {\"lawful_basis\": \"common law\", \"since\": \"2026-01-05\","
                          "  \"managing_force\": \"13\", \"status\": \"active\", \"marking\": \"official_sensitive\"}}");
    MUST(sreg_entry_add(task, entry, person, NULL, &error));
    sreg_doc *made = doc("{\"kind\": \"stalking_protection\", \"jurisdiction\": \"england_and_wales\", \"route\": \"application\","
                         " \"made_on\": \"2026-11-10\", \"last_day\": \"2028-12-31\", \"replaces_interim\": false,"
                         " \"conditions\": [{\"number\": 1, \"kind\": \"prohibition\", \"words\": \"Not to go there.\"}]}");
    MUST(sreg_order_add(task, person, made, order, NULL, &error));

    /* A discharge within two years needs both consents. */
    sreg_doc *early = doc("{\"on\": \"2026-12-01\", \"consents\": [\"subject\"]}");
    if (sreg_order_discharge(task, order, 1, early, &version, NULL, &error) != SREG_E_UNLAWFUL) {
        fail(__FILE__, __LINE__, "the discharge is not refused");
    }
    MUST(sreg_error_detail(error, &detail));
    says(__LINE__, detail, "/provision", "Stalking Protection Act 2019, s. 4");
    sreg_doc_free(detail);
    sreg_error_free(error);
    error = NULL;

    sreg_doc *service = doc("{\"on\": \"2026-11-12\", \"method\": \"in_person\"}");
    MUST(sreg_order_serve(task, order, 1, service, &version, NULL, &error));
    sreg_doc *varied = doc("{\"on\": \"2027-01-10\", \"by\": \"Leeds Magistrates' Court\", \"conditions\": ["
                           "{\"number\": 1, \"kind\": \"prohibition\", \"words\": \"Not to go to Leeds.\"}]}");
    MUST(sreg_order_vary(task, order, version, varied, &version, NULL, &error));
    sreg_doc *appealed = doc("{\"on\": \"2027-01-20\"}");
    MUST(sreg_order_appeal(task, order, version, appealed, &version, NULL, &error));
    sreg_doc *ended = doc("{\"kind\": \"appeal_ended\", \"on\": \"2027-02-20\"}");
    MUST(sreg_order_event(task, order, version, ended, &version, NULL, &error));
    sreg_doc *renewed = doc("{\"on\": \"2028-11-01\", \"last_day\": \"2030-12-31\"}");
    MUST(sreg_order_renew(task, order, version, renewed, &version, NULL, &error));
    MUST(sreg_order_check(task, order, &check, NULL, &error));
    says(__LINE__, check, "/state", "renewed");
    sreg_doc_free(check);
    /* How the duties stand now, and how they stood on another day. */
    sreg_doc *standing = NULL, *then = doc("{\"on\": \"2026-11-13\"}");
    MUST(sreg_standing(task, person, NULL, &standing, NULL, &error));
    says(__LINE__, standing, "/items/0/standing", "needs_review");
    says(__LINE__, standing, "/items/0/reasoning/rule", "EW-SPO-NOT-INIT");
    sreg_doc_free(standing);
    MUST(sreg_standing(task, person, then, &standing, NULL, &error));
    says(__LINE__, standing, "/on", "2026-11-13");
    sreg_doc_free(standing);
    sreg_doc *late = doc("{\"on\": \"2028-11-20\"}");
    MUST(sreg_order_discharge(task, order, version, late, &version, NULL, &error));
    MUST(sreg_order_check(task, order, &check, NULL, &error));
    says(__LINE__, check, "/state", "discharged");

    sreg_doc_free(check);
    MUST(sreg_close(reg, &error));
    free_kept();
    printf("orders: ok, at version %d\n", (int)version);
    return 0;
}
