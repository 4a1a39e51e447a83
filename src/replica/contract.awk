# Extracts the columns of contract.sql as C tables: see include/slatop/replica/contract.h.
# A relation begins with "-- relation NAME [core] [feed]", then "create table sla.NAME (" and one column a line.
# Types are written as format_type writes them.

BEGIN {
	split("bool boolean int integer timestamptz timestamp_with_time_zone", pairs, " ")
	for (i = 1; i in pairs; i += 2)
		written[pairs[i]] = pairs[i + 1]
	print "/* Made of contract.sql by contract.awk. */"
	print "const struct contract_column contract_columns[] = {"
}

$1 == "--" && $2 == "relation" {
	name = $3
	core = / core/ ? "true" : "false"
	relations[++count] = name
}

$1 == "create" && $2 == "table" {
	inside = $3 == "sla." name
	if (!inside) {
		print "contract.sql:" NR ": no relation is introduced for " $3 >"/dev/stderr"
		exit 1
	}
	next
}

/^\);/ { inside = 0 }

inside && $1 != "primary" {
	type = $2
	sub(/,$/, "", type)
	if (type in written)
		type = written[type]
	gsub(/_/, " ", type)
	printf "\t{\"%s\", \"%s\", \"%s\", %s, %s},\n", name, $1, type, / not null/ ? "false" : "true", core
}

END {
	print "};"
	print "const char *const contract_relations[] = {"
	for (i = 1; i <= count; i++)
		printf "\t\"%s\",\n", relations[i]
	print "};"
}
