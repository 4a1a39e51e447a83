/* The list of exporters. */
#include "slatop/export/export.h"

#include <string.h>

#include "export/exporters.h"
#include "slatop/base/mem.h"

const struct exporter *const exporters[] = {&exporter_table, &exporter_csv, &exporter_json, &exporter_xlsx,
					    &exporter_md};
const size_t exporter_count = COUNT_OF(exporters);

const struct exporter *exporter_find(const char *name)
{
	for (size_t i = 0; name && i < exporter_count; i++)
		if (!strcmp(exporters[i]->name, name))
			return exporters[i];
	return NULL;
}

size_t export_fields(const struct model *m, uint16_t *fields)
{
	size_t count = 0;

	for (size_t i = 0; i < m->field_count; i++)
		if (!(m->fields[i].flags & FIELD_SCREEN_ONLY))
			fields[count++] = (uint16_t)i;
	return count;
}

#define DRAIN_BYTES 65536

bool export_drain(const struct export_head *head, struct buf *out)
{
	return !head->drain || out->length < DRAIN_BYTES || head->drain(head->drain_context, out);
}
