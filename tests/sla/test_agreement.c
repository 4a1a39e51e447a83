/* The agreement file: the shipped one, versions and codes, and every way in
 * which a file can be wrong. */
#include "cases.h"
#include "slatop/base/mem.h"

/* A file with one version, of which only these members are given. */
static char *file_with(const char *members)
{
	struct buf text = BUF_INIT;
	buf_addf(&text, "{\"format\": 1, \"agreements\": {\"standard\": [{\"from\": \"2026-07\"%s%s}]}}",
		 *members ? ", " : "", members);
	return buf_take(&text);
}

static struct agreement *parse(const char *text, struct err *e)
{
	e->text[0] = 0;
	return agreement_parse(text, strlen(text), "site.json", e);
}

static void refused(const char *text, const char *message)
{
	struct err e;
	struct agreement *a = parse(text, &e);
	ck_assert_msg(a == NULL, "accepted: %s", text);
	ck_assert_str_eq(e.text, message);
}

static void refused_member(const char *members, const char *message)
{
	char *text = file_with(members);
	refused(text, message);
	free(text);
}

START_TEST(shipped)
{
	struct err e;
	struct agreement *a = agreement_read(NULL, &e);
	struct terms initial;
	const struct terms *t;
	bool known;

	ck_assert_msg(a != NULL, "%s", e.text);
	ck_assert_uint_eq(strlen(agreement_hash(a)), 64);
	ck_assert_str_eq(calendar_zone(agreement_calendar(a)), "Asia/Shanghai");
	t = agreement_terms(a, NULL, 2026 * 12 + 10, &known);
	ck_assert(known);
	ck_assert_str_eq(t->code, "standard");
	ck_assert_int_le(t->from_month, 2010 * 12);
	terms_init(&initial);
	initial.from_month = t->from_month;
	ck_assert_mem_eq(t, &initial, sizeof initial); /* the file says what the table says */
	ck_assert_int_eq(t->target_ppm, 997800);
	ck_assert_int_eq(t->web_counts_after_us, 120 * USEC);
	ck_assert(!t->web_inclusive && t->call_inclusive);
	ck_assert_uint_eq(t->availability_exempt, 1u << CAUSE_CUSTOMER);
	ck_assert_uint_eq(t->compensation_exempt, 1u << CAUSE_CARRIER | 1u << CAUSE_CUSTOMER);
	ck_assert_uint_eq(t->nightly_groups, NIGHTLY_WEB | NIGHTLY_CALL);
	ck_assert_int_eq(t->nightly_from_us, 3 * HOUR_US);
	ck_assert_int_eq(t->nightly_to_us, 6 * HOUR_US);
	ck_assert_int_eq(t->nightly_allowance_us, MINUTE_US);
	agreement_destroy(a);
}
END_TEST

/* What show writes, set reads back; the table's own texts hold. */
START_TEST(keys)
{
	unsigned open = 0;
	for (size_t i = 0; i < agreement_key_count; i++) {
		const struct agreement_key *key = &agreement_keys[i];
		struct buf shown = BUF_INIT;
		struct terms t;
		struct err e = {{0}};
		ck_assert_ptr_eq(agreement_key_find(key->name), key);
		terms_init(&t);
		agreement_key_show(key, &t, &shown);
		ck_assert_str_eq(shown.data, key->initial);
		open += key->open;
		ck_assert_int_eq(key->open, key->readings[0] != NULL);
		for (size_t k = 0; key->open && key->readings[k]; k++) {
			ck_assert(k || !strcmp(key->readings[k], key->initial));
			ck_assert_msg(agreement_key_set(key, &t, key->readings[k], &e), "%s", e.text);
			buf_clear(&shown);
			agreement_key_show(key, &t, &shown);
			ck_assert_str_eq(shown.data, key->readings[k]);
		}
		if (key->kind == KIND_NUMBER) {
			char range[64];
			snprintf(range, sizeof range, "%lld-%lld", (long long)key->low, (long long)key->high);
			ck_assert_str_eq(key->range, range);
		}
		buf_release(&shown);
	}
	ck_assert_uint_eq(open, 8);
	ck_assert_ptr_null(agreement_key_find("web.nothing"));
}
END_TEST

/* Lists and scales: set, shown as they were set; one too many is refused. */
START_TEST(lists_and_scales)
{
	static const char scale[] =
		"[{\"ratio_above_ppm\": 1000000, \"share_of_function_fee_ppm\": 50000, \"share_of_phone_bill_ppm\": 0},"
		" {\"ratio_above_ppm\": 2000000, \"share_of_function_fee_ppm\": 0, \"share_of_phone_bill_ppm\": 20000}]";
	struct terms t;
	struct buf text = BUF_INIT;
	struct err e = {{0}};
	terms_init(&t);
	with(&t, "compensation.scale", scale);
	ck_assert_uint_eq(t.scale.count, 2);
	ck_assert_int_eq(t.scale.rows[1].phone_bill_ppm, 20000);
	agreement_key_show(agreement_key_find("compensation.scale"), &t, &text);
	ck_assert_str_eq(text.data, scale);
	with(&t, "data_location.places", "[\"天津\", \"a\\\"b\"]");
	ck_assert(text_list_has(&t.places, "天津") && !text_list_has(&t.places, "new_halo"));
	buf_clear(&text);
	agreement_key_show(agreement_key_find("data_location.places"), &t, &text);
	ck_assert_str_eq(text.data, "[\"天津\", \"a\\\"b\"]");
	buf_clear(&text);
	buf_add_byte(&text, '[');
	for (int i = 0; i <= TEXT_LIST_MAX; i++)
		buf_addf(&text, "%s\"p%d\"", i ? ", " : "", i);
	buf_add_byte(&text, ']');
	ck_assert(!agreement_key_set(agreement_key_find("data_location.places"), &t, text.data, &e));
	ck_assert_str_eq(e.text, "data_location.places: places[16]: there is room for 16 words");
	buf_release(&text);
}
END_TEST

START_TEST(setting_a_key)
{
	struct terms t, before;
	struct err e = {{0}};
	terms_init(&t);
	before = t;
	ck_assert(!agreement_key_set(agreement_key_find("web.counts_after_s"), &t, "90000", &e));
	ck_assert_str_eq(e.text, "web.counts_after_s: counts_after_s: must be 0 to 86400");
	ck_assert(!agreement_key_set(agreement_key_find("nightly.groups"), &t, "[\"web\", \"cal\"]", &e));
	ck_assert_mem_eq(&t, &before, sizeof t);
	with(&t, "nightly.from", "\"23:30:15\"");
	ck_assert_int_eq(t.nightly_from_us, (23 * 3600 + 30 * 60 + 15) * USEC);
	with(&t, "nightly.to", "\"24:00\"");
	ck_assert_int_eq(t.nightly_to_us, DAY_US);
}
END_TEST

START_TEST(versions_and_codes)
{
	struct err e;
	bool known;
	struct agreement *a = parse(
		"{\"format\": 1, \"time_zone\": \"Asia/Tokyo\", \"agreements\": {"
		" \"gold\": [{\"from\": \"2026-01\", \"availability\": {\"target_ppm\": 999000}}],"
		" \"standard\": [{\"from\": \"2026-07\", \"web\": {\"inclusive\": true}},"
		"                {\"from\": \"2026-10\", \"call\": {\"inclusive\": false}}],"
		" \"银行\": [{\"from\": \"2026-01\"}]}}", &e);
	ck_assert_msg(a != NULL, "%s", e.text);
	ck_assert_str_eq(calendar_zone(agreement_calendar(a)), "Asia/Tokyo");
	ck_assert_uint_eq(agreement_code_count(a), 3);
	ck_assert_str_eq(agreement_code(a, 0), "standard");
	ck_assert_uint_eq(agreement_code_index(a, "standard", &known), 0);
	ck_assert_uint_eq(agreement_code_index(a, "gold", &known), 1);
	ck_assert(known);
	ck_assert_uint_eq(agreement_code_index(a, "银行", NULL), 2);
	ck_assert_uint_eq(agreement_code_index(a, "golden", &known), 0);
	ck_assert(!known);
	ck_assert_int_eq(agreement_terms(a, "gold", 2027 * 12, &known)->target_ppm, 999000);
	ck_assert_str_eq(agreement_terms(a, "golden", 2027 * 12, &known)->code, "standard");
	ck_assert(!known);
	agreement_terms(a, "", 2027 * 12, &known);
	ck_assert(known);
	/* Before the first: the earliest. */
	ck_assert(agreement_terms(a, NULL, 2020 * 12, NULL)->web_inclusive);
	ck_assert(agreement_terms(a, NULL, 2026 * 12 + 8, NULL)->web_inclusive);
	ck_assert(!agreement_terms(a, NULL, 2026 * 12 + 9, NULL)->web_inclusive); /* October: defaults anew */
	ck_assert(!agreement_terms(a, NULL, 2030 * 12, NULL)->call_inclusive);
	ck_assert_ptr_eq(agreement_terms_at(a, 99, 2030 * 12), agreement_terms_at(a, 0, 2030 * 12));
	agreement_destroy(a);
}
END_TEST

START_TEST(wrong_members)
{
	const char *const cases[][2] = {
		{"\"web\": {\"down_wen\": \"any\"}",
		 "web: unknown key \"down_wen\"; did you mean \"down_when\"?"},
		{"\"web\": {\"down_when\": \"eech\"}",
		 "web.down_when: unknown down_when \"eech\"; did you mean \"each\"?"},
		{"\"web\": {\"counts_after_s\": -1}", "web.counts_after_s: must be 0 to 86400"},
		{"\"web\": {\"counts_after_s\": \"2\"}", "web.counts_after_s: must be a number, is a text"},
		{"\"web\": {\"counts_after_s\": 1.5}", "web.counts_after_s: must be a whole number"},
		{"\"availability\": {\"target_ppm\": 1000001}",
		 "availability.target_ppm: must be 0 to 1000000"},
		{"\"completion\": {\"fall_call\": 20}",
		 "completion: unknown key \"fall_call\"; did you mean \"fall_calls\"?"},
		{"\"completion\": {\"fall_calls\": 0}", "completion.fall_calls: must be 1 to 1000000000"},
		{"\"completion\": {\"fall_ppm\": 1000001}", "completion.fall_ppm: must be 1 to 1000000"},
		{"\"completion\": {\"fall_slots\": \"two\"}", "completion.fall_slots: must be a number, is a text"},
		{"\"call\": {\"inclusive\": 1}", "call.inclusive: must be true or false, is a number"},
		{"\"call\": []", "call: must be an object, is an array"},
		{"\"compensation\": {\"exempt_causes\": [\"provider\"]}",
		 "compensation.exempt_causes[0]: unknown value \"provider\"; any of carrier customer"
		 " may stand here"},
		{"\"compensation\": {\"exempt_causes\": [\"customer\", \"carier\"]}",
		 "compensation.exempt_causes[1]: unknown value \"carier\"; did you mean \"carrier\"?"},
		{"\"availability\": {\"exempt_causes\": [\"customer\", \"customer\"]}",
		 "availability.exempt_causes[1]: \"customer\" stands there twice"},
		{"\"availability\": {\"exempt_causes\": [7]}",
		 "availability.exempt_causes[0]: must be a text, is a number"},
		{"\"availability\": {\"exempt_causes\": \"customer\"}",
		 "availability.exempt_causes: must be an array, is a text"},
		{"\"nightly\": {\"from\": \"24:01\"}",
		 "nightly.from: \"24:01\" is no time of day from 00:00 to 24:00"},
		{"\"nightly\": {\"from\": \"3:00\"}",
		 "nightly.from: \"3:00\" is no time of day from 00:00 to 24:00"},
		{"\"nightly\": {\"to\": \"05:60\"}",
		 "nightly.to: \"05:60\" is no time of day from 00:00 to 24:00"},
		{"\"nightly\": {\"to\": \"05:00:00:00\"}",
		 "nightly.to: \"05:00:00:00\" is no time of day from 00:00 to 24:00"},
		{"\"nightly\": {\"from\": \"06:00\"}", "nightly: \"from\" is not before \"to\""},
		{"\"nightly\": {\"to\": null}", "nightly.to: must be a text, is null"},
		{"\"data_location\": {\"places\": []}, \"export\": {\"formats\": [\"\"]}",
		 "export.formats[0]: a word here has 1 to 31 bytes"},
		{"\"export\": {\"formats\": [\"xls\", \"xls\"]}", "export.formats[1]: \"xls\" stands there twice"},
		{"\"export\": {\"formats\": \"xls\"}", "export.formats: must be an array, is a text"},
		{"\"data_location\": {\"places\": [\"a\", 7]}", "data_location.places[1]: must be a text, is a number"},
		{"\"deletion\": {\"disk_methods\": [\"scrub\"]}",
		 "deletion.disk_methods[0]: unknown value \"scrub\"; did you mean \"scrap\"?"},
		{"\"recovery\": {\"relay\": 1}", "recovery: unknown key \"relay\"; did you mean \"relay_s\"?"},
		{"\"compensation\": {\"scale\": [{\"ratio_above\": 1000000}]}",
		 "compensation.scale[0].ratio_above_ppm: is missing; is \"ratio_above\" meant for it?"},
		{"\"compensation\": {\"scale\": [{\"ratio_above_ppm\": 1000000, \"share_of_function_fee_ppm\": 1000001}]}",
		 "compensation.scale[0].share_of_function_fee_ppm: must be 0 to 1000000"},
		{"\"compensation\": {\"scale\": [{\"ratio_above_ppm\": 1000000, \"share_of_phone_ppm\": 1}]}",
		 "compensation.scale[0]: unknown key \"share_of_phone_ppm\"; did you mean"
		 " \"share_of_phone_bill_ppm\"?"},
		{"\"compensation\": {\"scale\": [{\"ratio_above_ppm\": 2}, {\"ratio_above_ppm\": 2}]}",
		 "compensation.scale[1].ratio_above_ppm: is not above that of the row before it"},
		{"\"compensation\": {\"scale\": [3]}", "compensation.scale[0]: must be an object"},
		{"\"compensation\": {\"cap_mode\": \"leser\"}",
		 "compensation.cap_mode: unknown cap_mode \"leser\"; did you mean \"lesser\"?"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char message[256];
		snprintf(message, sizeof message, "site.json: agreements.standard[0].%s", cases[i][1]);
		refused_member(cases[i][0], message);
	}
	refused_member("\"wep\": {}",
		       "site.json: agreements.standard[0]: unknown key \"wep\"; did you mean \"web\"?");
}
END_TEST

START_TEST(wrong_files)
{
	refused("{\"format\": 1, \"agreements\": {\"standard\": [{}]}}",
		"site.json: agreements.standard[0].from: is missing");
	refused("{\"format\": 1, \"agreements\": {\"standard\": [{\"from\": \"2026-13\"}]}}",
		"site.json: agreements.standard[0].from: \"2026-13\": there is no month 13");
	refused("{\"format\": 1, \"agreements\": {\"standard\": ["
		"{\"from\": \"2026-07\"}, {\"from\": \"2026-07\"}]}}",
		"site.json: agreements.standard[1].from:"
		" \"2026-07\" is not later than the version before it");
	refused("{\"format\": 1, \"agreements\": {\"standard\": []}}",
		"site.json: agreements.standard: must be an array of versions, at least one");
	refused("{\"format\": 1, \"agreements\": {\"standard\": [3]}}",
		"site.json: agreements.standard[0]: must be an object");
	refused("{\"format\": 1, \"agreements\": {\"gold\": [{\"from\": \"2026-07\"}]}}",
		"site.json: agreements: the agreement \"standard\" is missing");
	refused("{\"format\": 1}", "site.json: the agreement \"standard\" is missing");
	refused("{\"format\": 2}", "site.json: format: is not 1, the only one that this slatop reads");
	refused("{}", "site.json: \"format\": 1 is missing");
	refused("[]", "site.json: must be an object");
	refused("{\"format\": 1, \"time_zone\": 8}", "site.json: time_zone: must be a text, is a number");
	refused("{\"format\": 1, \"agrements\": {},"
		" \"agreements\": {\"standard\": [{\"from\": \"2026-07\"}]}}",
		"site.json: unknown key \"agrements\"; did you mean \"agreements\"?");
}
END_TEST

/* Bytes left out, doubled or changed: read or refused, never more. */
START_TEST(damaged_files)
{
	struct rng r = rng_seeded();
	char *whole = file_with("\"web\": {\"down_when\": \"each\"}, \"nightly\": {\"from\": \"01:00\","
				" \"groups\": [\"web\"]}, \"availability\": {\"exempt_causes\": []}");
	size_t length = strlen(whole);
	for (int i = 0; i < 3000; i++) {
		struct buf text = BUF_INIT;
		struct err e = {{0}};
		struct agreement *a;
		size_t at = (size_t)rng_below(&r, (int64_t)length);
		size_t skip = (size_t)rng_below(&r, rng_one_in(&r, 2) ? 3 : (int64_t)(length - at) + 1);
		buf_add(&text, whole, at);
		for (int64_t k = rng_below(&r, 3); k; k--)
			buf_add_byte(&text, "{}[]\",:019anull\x80"[rng_below(&r, 16)]);
		buf_add(&text, whole + at + skip, at + skip < length ? length - at - skip : 0);
		a = agreement_parse(text.data, text.length, "site.json", &e);
		ck_assert(a || e.text[0]);
		agreement_destroy(a);
		buf_release(&text);
	}
	free(whole);
}
END_TEST

START_TEST(words)
{
	for (int i = 0; i < SERVICE_COUNT; i++)
		ck_assert_int_eq(service_from(service_names[i], strlen(service_names[i])), i);
	for (unsigned i = 0; i < CAUSE_OTHER; i++)
		ck_assert_uint_eq(cause_from(cause_names[i], strlen(cause_names[i])), i);
	ck_assert_int_eq(service_from("web", 3), -1);
	ck_assert_int_eq(service_from("trunks", 6), -1);
	ck_assert_int_eq(service_from("", 0), -1);
	ck_assert_int_eq(cause_from("other", 5), CAUSE_OTHER);
	ck_assert_int_eq(cause_from("Carrier", 7), CAUSE_OTHER);
	ck_assert_int_eq(cause_from("carriers", 7), CAUSE_CARRIER); /* the length counts */
}
END_TEST

START_TEST(files_on_disk)
{
	struct err e = {{0}};
	ck_assert_ptr_null(agreement_read("/nonexistent/agreement.json", &e));
	ck_assert_ptr_nonnull(strstr(e.text, "/nonexistent/agreement.json"));
	agreement_destroy(NULL);
}
END_TEST

TEST_MAIN("agreement", 60, shipped, keys, lists_and_scales, setting_a_key, versions_and_codes, wrong_members, wrong_files,
	  damaged_files, words, files_on_disk)
