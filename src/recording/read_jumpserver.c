/* JumpServer's .replay.gz: one object whose keys are the seconds and whose values
 * are the outputs: {"0.25":"...","1.5":"...","0":""}. Keys may repeat, the closing
 * brace may be missing, and no size is told. */
#include <string.h>

#include "recording/reader.h"
#include "slatop/base/json.h"

static const char *skip(const char *at, const char *end)
{
	while (at < end && strchr(" \t\r\n,:", *at) && *at)
		at++;
	return at;
}

static bool detect(const struct recording_file *files, size_t count)
{
	if (!count)
		return false;
	const char *end = files[0].bytes.data + files[0].bytes.length, *at = skip(files[0].bytes.data, end), *rest;
	int64_t us;
	if (at == end || *at != '{')
		return false;
	at = skip(at + 1, end);
	return at < end && *at == '"' && reading_seconds(at + 1, end, &us, &rest) && rest < end && *rest == '"';
}

/* One pair; false where what is there is none. */
static bool read_pair(struct reading *in, const char **at, const char *end, struct buf *key, struct buf *data)
{
	const char *rest;
	int64_t us;
	size_t used;

	buf_clear(key);
	buf_clear(data);
	used = json_unquote(key, *at, (size_t)(end - *at));
	if (!used || !reading_seconds(key->data, key->data + key->length, &us, &rest))
		return false;
	*at = skip(*at + used, end);
	used = json_unquote(data, *at, (size_t)(end - *at));
	if (!used)
		return false;
	*at = skip(*at + used, end);
	/* The pair at the end says only that it ended. */
	return !data->length || reading_add(in, RECORDING_OUTPUT, us, data->data, data->length);
}

static bool read_recording(struct reading *in, struct err *e)
{
	const struct buf *bytes = &in->files[0].bytes;
	const char *end = bytes->data + bytes->length, *at = skip(bytes->data, end);
	struct buf key = BUF_INIT, data = BUF_INIT;

	if (at == end || *at != '{') /* the record may call anything so */
		return err_set(e, "is no JumpServer replay: it begins with no brace");
	in->r->format = "JumpServer replay";
	at = skip(at + 1, end);
	while (at < end && *at == '"' && read_pair(in, &at, end, &key, &data))
		;
	if (at == end)
		reading_note(in, RECORDING_UNFINISHED, "unfinished: its closing brace is missing");
	else if (*at != '}')
		reading_note(in, RECORDING_DAMAGED, "damaged at event %zu (byte %zu)", in->r->event_count + 1,
			     (size_t)(at - bytes->data));
	buf_release(&key);
	buf_release(&data);
	return true;
}

const struct reader reader_jumpserver = {{"jumpserver", "JumpServer's .replay.gz"}, detect, read_recording};
