#!/bin/bash
# Turns files into linkable data.
#   embed.sh file PATH         assembly with the file's bytes, NUL-terminated
#   embed.sh table PATH ...    C: the table that embedded_find searches
set -eu
symbol() { printf 'embedded_%s' "${1//[^A-Za-z0-9]/_}"; }
mode=$1; shift
case $mode in
file)
	s=$(symbol "$1")
	printf '.section .rodata\n.global %s\n%s:\n.incbin "%s"\n.byte 0\n' "$s" "$s" "$1"
	printf '.section .note.GNU-stack,"",@progbits\n'
	;;
table)
	printf '#include "slatop/base/embed.h"\n'
	for f; do printf 'extern const char %s[];\n' "$(symbol "$f")"; done
	printf 'const struct embedded embedded_files[] = {\n'
	for f; do printf '\t{"%s", %s},\n' "$f" "$(symbol "$f")"; done
	printf '\t{0},\n};\nconst size_t embedded_count = %d;\n' $#
	;;
esac
