/* The exporters, each in its own file. */
#ifndef SLATOP_SRC_EXPORT_EXPORTERS_H
#define SLATOP_SRC_EXPORT_EXPORTERS_H

#include "slatop/export/export.h"

extern const struct exporter exporter_table, exporter_csv, exporter_json;

#endif
