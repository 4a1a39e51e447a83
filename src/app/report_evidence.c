/* slatop report evidence: the figures of an incident with everything that they are
 * made of, read in one snapshot of its standby. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/evidence.h"
#include "app/report.h"
#include "app/trail.h"
#include "slatop/base/embed.h"
#include "slatop/base/hash.h"
#include "slatop/base/json.h"
#include "slatop/base/mem.h"
#include "slatop/replica/replica.h"

#define STATEMENTS_MOST 16
#define PARAMETERS 4
#define BOUNDS "-- bounds\n"

struct reading {
	const char *name[STATEMENTS_MOST];
	struct buf sql[STATEMENTS_MOST];
	struct read_statement statements[STATEMENTS_MOST];
	int count;
	const char *values[PARAMETERS];
	struct buf from, to, moment;
	char incident[24];
	struct evidence *evidence;
	struct buf place; /* members of evidence.json */
	bool done;
	char error[512];
};

/* --- the statements ------------------------------------------------------- */

/* A time as its text in UTC: what stands between two @. */
static void add_column(struct buf *out, const char *name, size_t length)
{
	buf_addf(out, "case when isfinite(%.*s) then to_char(%.*s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') "
		      "else %.*s::text end as %.*s", (int)length, name, (int)length, name, (int)length, name, (int)length, name);
}

/* What several statements begin with stands once, behind them. */
static void add_bounds(struct buf *out)
{
	const char *text = strstr(embedded_find("src/app/evidence.sql")->data, BOUNDS);

	buf_add_text(out, text + strlen(BOUNDS));
}

static void add_sql(struct buf *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const char *end = text[i] == '@' ? memchr(text + i + 1, '@', length - i - 1) : NULL;
		if (!end) {
			buf_add_byte(out, text[i]);
			continue;
		}
		if (!strncmp(text + i, "@bounds@", 8))
			add_bounds(out);
		else
			add_column(out, text + i + 1, (size_t)(end - text) - i - 1);
		i = (size_t)(end - text);
	}
}

/* A statement takes as many parameters as it names. */
static int parameters_of(const char *sql)
{
	return strstr(sql, "$4") ? 4 : strstr(sql, "$3") ? 3 : strstr(sql, "$2") ? 2 : strstr(sql, "$1") ? 1 : 0;
}

/* Of what the sub-platform does not publish there are no rows. */
static bool is_there(const struct platform *p, const char *name, size_t length)
{
	char word[80];

	snprintf(word, sizeof word, " %.*s ", (int)length, name);
	return !strstr(p->status.lacking, word);
}

static void make_statements(struct reading *r, const struct platform *p)
{
	static const char mark[] = "-- relation ";
	const char *at = strstr(embedded_find("src/app/evidence.sql")->data, mark);

	while (at && r->count < STATEMENTS_MOST) {
		const char *name = at + strlen(mark), *sql = strchr(name, '\n') + 1, *next = strstr(sql, mark);
		const char *bounds = strstr(sql, BOUNDS), *end = next ? next : bounds;
		size_t length = (size_t)(end - sql), named = strcspn(name, "\n");
		at = next;
		if (!is_there(p, name, named))
			continue;
		buf_init(&r->sql[r->count]);
		add_sql(&r->sql[r->count], sql, length);
		r->name[r->count] = mem_copy_n(name, named);
		r->statements[r->count] = (struct read_statement){r->sql[r->count].data, r->values,
								  parameters_of(r->sql[r->count].data)};
		r->count++;
	}
}

/* --- what came ------------------------------------------------------------ */

static void add_text(struct buf *out, const char *text)
{
	if (text)
		json_quote(out, text, strlen(text));
	else
		buf_add_text(out, "null");
}

static void add_rows(struct buf *out, const struct read_result *result)
{
	buf_add_text(out, "{\"columns\": [");
	for (int i = 0; i < result->columns; i++) {
		buf_add_text(out, i ? ", " : "");
		add_text(out, result->name(result, i));
	}
	buf_add_text(out, "],\n\"rows\": [");
	for (int row = 0; row < result->rows; row++) {
		buf_add_text(out, row ? ",\n[" : "\n[");
		for (int i = 0; i < result->columns; i++) {
			buf_add_text(out, i ? ", " : "");
			add_text(out, result->get(result, row, i));
		}
		buf_add_byte(out, ']');
	}
	buf_add_text(out, "]}\n");
}

/* The standby's position: one row, as members of an object. */
static void add_place(struct buf *out, const struct read_result *result)
{
	for (int i = 0; i < result->columns && result->rows; i++) {
		buf_addf(out, "%s\n    ", i ? "," : "");
		add_text(out, result->name(result, i));
		buf_add_text(out, ": ");
		add_text(out, result->get(result, 0, i));
	}
}

static void on_rows(void *context, const struct read_result *results, int statements, const char *error)
{
	struct reading *r = context;

	r->done = true;
	if (error || statements != r->count) {
		snprintf(r->error, sizeof r->error, "%s", error ? error : "rows are missing");
		return;
	}
	for (int i = 0; i < statements; i++) {
		char path[96];
		snprintf(path, sizeof path, "rows/%s.json", r->name[i]);
		add_rows(evidence_add(r->evidence, path), &results[i]);
		snprintf(path, sizeof path, "sql/%s.sql", r->name[i]);
		buf_add_text(evidence_add(r->evidence, path), r->sql[i].data);
		if (!strcmp(r->name[i], "place"))
			add_place(&r->place, &results[i]);
	}
}

/* --- what it is of --------------------------------------------------------- */

static void add_time(struct buf *out, const char *name, int64_t at_us)
{
	buf_addf(out, "  \"%s\": \"", name);
	time_rfc3339(out, at_us);
	buf_add_text(out, "\",\n");
}

static void write_about(const struct report *r, const struct reading *q, int64_t moment_us, struct buf *out)
{
	const struct platform *p = r->engine.store->platforms[r->scope.platform];

	buf_addf(out, "{\n  \"format\": 1,\n  \"program\": \"slatop " SLATOP_VERSION "\",\n  \"platform\": ");
	add_text(out, p->code);
	buf_addf(out, ",\n  \"incident_id\": %" PRId64 ",\n  \"month\": \"%s\",\n", r->scope.incident_id, r->month);
	add_time(out, "from", r->scope.span.start_us);
	add_time(out, "to", r->scope.span.end_us);
	add_time(out, "moment", moment_us);
	buf_addf(out, "  \"time_zone\": \"%s\",\n  \"agreement_sha256\": \"%s\",\n  \"replica\": {%s\n  },\n  \"reads\": [",
		 calendar_zone(r->scope.calendar), agreement_hash(r->engine.agreement), q->place.data);
	for (int i = 0; i < q->count; i++) {
		buf_addf(out, "%s\n    {\"sql\": \"sql/%s.sql\", \"rows\": \"rows/%s.json\", \"parameters\": [", i ? "," : "",
			 q->name[i], q->name[i]);
		for (int k = 0; k < q->statements[i].value_count; k++) {
			buf_add_text(out, k ? ", " : "");
			add_text(out, q->values[k]);
		}
		buf_add_text(out, "]}");
	}
	buf_add_text(out, "\n  ]\n}\n");
}

/* The file that judges, as it is now: it must be the one that was read. */
static bool add_agreement(const struct report *r, struct evidence *v, struct err *e)
{
	struct buf *file = evidence_add(v, "agreement.json");
	const char *path = r->engine.config.agreement;
	char hash[65];

	if (!path)
		buf_add_text(file, embedded_find("src/sla/agreement.json")->data);
	else if (!buf_read_file(file, path, UINT32_C(1) << 24, e))
		return false;
	hash_sha256_hex(file->data, file->length, hash);
	return !strcmp(hash, agreement_hash(r->engine.agreement)) ||
	       err_set(e, "\"%s\" has changed since it was read: start again", path ? path : "agreement.json");
}

/* --- the command ------------------------------------------------------------ */

static bool check_options(struct report *r, struct err *e)
{
	const struct options *o = r->o;
	struct stat state;

	if (!o->incident || !o->output)
		return err_set(e, "evidence is of one incident, into a folder: slatop report evidence --incident N -o DIR");
	if (o->as_known)
		return err_set(e, "evidence holds what is known now: it takes no --as-known");
	if (o->tenant || o->where || o->sort || o->limit || o->format || o->from || o->to || o->figure || o->compare_agreement)
		return err_set(e, "evidence takes --incident, --month, --as-of and -o only");
	if (lstat(o->output, &state) == 0)
		return err_set(e, "\"%s\" is there already; evidence takes a folder that is not: name another", o->output);
	return when_read(&r->when, o, agreement_calendar(r->engine.agreement), e);
}

static bool make_scope(struct report *r, int64_t *moment_us, struct err *e)
{
	r->scope = engine_scope(&r->engine);
	r->scope.as_of = r->when.as_of;
	if (!report_incident(r, e))
		return false;
	int64_t latest = platform_moment(r->engine.store->platforms[r->scope.platform], r->scope.now);
	*moment_us = r->when.as_of == TIME_NONE ? latest : r->when.as_of;
	if (*moment_us == TIME_NONE || *moment_us > latest)
		return err_set(e, "%s", *moment_us == TIME_NONE ? "the replica knows no time" : "--as-of lies after the latest moment");
	if (r->when.month_number < 0)
		r->when.month_number = calendar_month_number(r->scope.calendar, *moment_us);
	r->scope.month = r->when.month_number;
	r->scope.span = engine_month_span(&r->engine, r->when.month_number);
	snprintf(r->month_text, sizeof r->month_text, "%04d-%02d", r->scope.month / 12, r->scope.month % 12 + 1);
	r->month = r->month_text;
	return true;
}

/* As far as any agreement wants windows. */
static struct span margin_of(const struct report *r)
{
	const struct agreement *a = r->engine.agreement;
	struct span most = r->scope.span;

	for (unsigned i = 0; i < agreement_code_count(a); i++) {
		struct span s = availability_margin(agreement_terms_at(a, i, r->scope.month), r->scope.calendar, r->scope.span);
		most.start_us = s.start_us < most.start_us ? s.start_us : most.start_us;
		most.end_us = s.end_us > most.end_us ? s.end_us : most.end_us;
	}
	return most;
}

static int read_rows(struct report *r, struct reading *q, int64_t moment_us, struct err *e)
{
	struct span margin = margin_of(r);

	snprintf(q->incident, sizeof q->incident, "%" PRId64, r->scope.incident_id);
	time_rfc3339(&q->from, margin.start_us);
	time_rfc3339(&q->to, margin.end_us);
	time_rfc3339(&q->moment, moment_us);
	q->values[0] = q->incident;
	q->values[1] = q->from.data;
	q->values[2] = q->to.data;
	q->values[3] = q->moment.data;
	make_statements(q, r->engine.store->platforms[r->scope.platform]);
	replica_read(r->engine.replicas[r->scope.platform], q->statements, q->count, on_rows, q);
	while (!q->done && !command_interrupted())
		loop_turn(r->engine.loop, 1000000);
	if (q->error[0])
		err_set(e, "sub-platform %s: %s", r->engine.store->platforms[r->scope.platform]->code, q->error);
	return q->error[0] ? EXIT_FAILED : q->done ? EXIT_FINE : EXIT_INTERRUPTED;
}

static void note(const struct report *r)
{
	struct trail *t = trail_create(&r->engine.config, "report");
	struct journal_field fields[] = {{"screen", "evidence", 0},
					 {"incident", NULL, r->scope.incident_id},
					 {"platform", r->engine.store->platforms[r->scope.platform]->code, 0}};

	trail_note(t, "export", fields, COUNT_OF(fields));
	if (trail_error(t)[0])
		fprintf(stderr, "slatop: this report is not recorded: %s\n", trail_error(t));
	trail_destroy(t);
}

static int make(struct report *r, struct reading *q, struct err *e)
{
	int64_t moment_us;
	char hash[65];

	if (!check_options(r, e))
		return EXIT_USAGE;
	int status = command_connect(&r->engine, e);
	if (status != EXIT_FINE)
		return status;
	if (!make_scope(r, &moment_us, e))
		return EXIT_USAGE;
	status = read_rows(r, q, moment_us, e);
	if (status != EXIT_FINE)
		return status;
	write_about(r, q, moment_us, evidence_add(q->evidence, "evidence.json"));
	if (!add_agreement(r, q->evidence, e))
		return EXIT_FAILED;
	struct buf figures = BUF_INIT;
	bool done = evidence_figures(q->evidence, &figures, e);
	if (done)
		buf_add(evidence_add(q->evidence, "figures.json"), figures.data, figures.length);
	buf_release(&figures);
	if (done)
		note(r);
	if (!done || !evidence_write(q->evidence, r->o->output, hash, e))
		return EXIT_FAILED;
	printf("%s: %zu files; SHA-256 of its manifest %s\n", r->o->output, q->evidence->count, hash);
	return EXIT_FINE;
}

int report_evidence(struct report *r, struct err *e)
{
	struct evidence evidence = {0};
	struct reading q = {.evidence = &evidence, .from = BUF_INIT, .to = BUF_INIT, .moment = BUF_INIT, .place = BUF_INIT};
	int status = make(r, &q, e);

	for (size_t i = 0; i < r->engine.store->count && r->engine.replicas; i++)
		if (r->engine.replicas[i])
			replica_forget(r->engine.replicas[i], &q);
	for (int i = 0; i < q.count; i++) {
		free((void *)q.name[i]);
		buf_release(&q.sql[i]);
	}
	buf_release(&q.from);
	buf_release(&q.to);
	buf_release(&q.moment);
	buf_release(&q.place);
	evidence_release(&evidence);
	return status;
}
