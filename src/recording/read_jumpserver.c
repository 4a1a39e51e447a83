/* JumpServer's .replay.gz: one object whose keys are the seconds and whose values
 * are the outputs: {"0.25":"...","1.5":"...","0":""}. Keys may repeat, the closing
 * brace may be missing, and no size is told. */
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/json.h"

static bool detect(const struct recording_file *files, size_t count)
{
	if (!count)
		return false;
	const char *end = files[0].bytes.data + reading_within(files[0].bytes.length), *at = reading_skip(files[0].bytes.data, end), *rest;
	int64_t us;
	if (at == end || *at != '{')
		return false;
	at = reading_skip(at + 1, end);
	return at < end && *at == '"' && reading_seconds(at + 1, end, &us, &rest) && rest < end && *rest == '"';
}

struct pair { struct buf key, data; };

/* What is there of the next pair, and where it ends. */
static const char *window(const struct reading *in, const char **end)
{
	const char *at = in->lead->data + in->at;

	*end = at + reading_within(in->lead->length - in->at);
	return at;
}

/* One pair; false where what is there is none. */
static bool read_pair(struct reading *in, const char **at, const char *end)
{
	struct pair *p = in->state;
	const char *rest;
	int64_t us;
	size_t used;

	buf_clear(&p->key);
	buf_clear(&p->data);
	used = json_unquote(&p->key, *at, (size_t)(end - *at));
	if (!used || !reading_seconds(p->key.data, p->key.data + p->key.length, &us, &rest))
		return false;
	*at = reading_skip(*at + used, end);
	used = json_unquote(&p->data, *at, (size_t)(end - *at));
	if (!used)
		return false;
	*at = reading_skip(*at + used, end);
	/* The pair at the end says only that it ended. */
	return !p->data.length || reading_add(in, RECORDING_OUTPUT, us, p->data.data, p->data.length);
}

static bool begin(struct reading *in, struct err *e)
{
	const char *end, *start = window(in, &end), *at = reading_skip(start, end);
	struct pair *p = in->state;

	buf_init(&p->key);
	buf_init(&p->data);
	if (at == end || *at != '{') /* the record may call anything so */
		return err_set(e, "is no JumpServer replay: it begins with no brace");
	in->r->format = "JumpServer replay";
	in->at = (size_t)(reading_skip(at + 1, end) - in->lead->data);
	return true;
}

static bool step(struct reading *in)
{
	const char *end, *start = window(in, &end), *at = reading_skip(start, end);
	bool more = at < end && *at == '"' && read_pair(in, &at, end);

	in->at = (size_t)(at - in->lead->data);
	return more;
}

static bool finish(struct reading *in, struct err *e)
{
	(void)e;
	if (in->at == in->lead->length)
		reading_note(in, RECORDING_UNFINISHED, "unfinished: its closing brace is missing");
	else if (in->lead->data[in->at] != '}')
		reading_note(in, RECORDING_DAMAGED, "damaged at event %zu (byte %zu)", in->r->event_count + 1, in->at);
	return true;
}

static void release(struct reading *in)
{
	struct pair *p = in->state;

	buf_release(&p->key);
	buf_release(&p->data);
}

const struct reader reader_jumpserver = {
	{"jumpserver", "JumpServer's .replay.gz"}, sizeof(struct pair), detect, begin, step, finish, release};
